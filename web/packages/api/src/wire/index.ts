export type * from "./alerts.ts"
export type * from "./analytics.ts"
export type * from "./goals.ts"
export type * from "./menu.ts"
export type * from "./overlay.ts"
export type * from "./personas.ts"
export type * from "./rooms.ts"
export type * from "./settings.ts"

/** A page of a list. */
export interface Page<T> {
  items: T[]
  nextCursor: string | null
}
