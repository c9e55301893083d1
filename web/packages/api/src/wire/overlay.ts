import type { components } from "../schema.ts"

type Schemas = components["schemas"]

/** How the overlay looks. */
export type Theme = Schemas["OverlayTheme"]
export type WidgetName = keyof Theme["widgets"]
/** An animation the creator brought. */
export type CustomAnimation = Schemas["CustomAnimation"]
export type TriggerAnimation = Schemas["TriggerAnimation"]
