import type { AnimationType } from "./settings.ts"

export type Corner = "bottom" | "top" | "bottom-left" | "bottom-right" | "top-left" | "top-right"
export type WidgetName = "alerts" | "goals" | "ticker" | "leader" | "menu"

/** How the overlay looks. */
export interface Theme {
  version: number
  lamp: string
  ink: string
  font: "Inter" | "system" | "serif" | "mono"
  scale: number
  corner: Corner
  safeArea: number
  sound: boolean
  widgets: Record<WidgetName, boolean>
  css: string
}
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
