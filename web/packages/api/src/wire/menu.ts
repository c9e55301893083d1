import type { components } from "../schema.ts"

type Schemas = components["schemas"]

export type MenuCategory = Schemas["MenuItemCategory"]
/** Something a tip can ask for. */
export type MenuItem = Schemas["MenuItem"]
export type CreateMenuItem = Schemas["CreateMenuItem"]
