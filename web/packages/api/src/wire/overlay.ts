import type { components } from "../schema.ts"
import type { AnimationType } from "./settings.ts"

type Schemas = components["schemas"]

/** How the overlay looks. */
export type Theme = Schemas["OverlayTheme"]
export type WidgetName = keyof Theme["widgets"]
/** An animation the creator brought. */
export interface CustomAnimation {
  id: string
  name: string
  imageUrl: string | null
  soundUrl: string | null
  videoUrl: string | null
  durationMs: number
  createdAt: string
}
export interface TriggerAnimation {
  type: AnimationType
  customId?: string
  durationMs?: number
}
