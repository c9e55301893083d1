export type MenuCategory = "performance" | "request" | "interaction" | "custom"

/** Something a tip can ask for. */
export interface MenuItem {
  id: string
  name: string
  description: string
  category: MenuCategory
  priceCents: number | null
  priceTokens: number | null
  active: boolean
  position: number
  cooldownSeconds: number
  stock: number | null
  remaining: number | null
}
export interface CreateMenuItem {
  name: string
  description?: string
  category: MenuCategory
  priceCents?: number | null
  priceTokens?: number | null
  active?: boolean
  cooldownSeconds?: number
  stock?: number | null
}
