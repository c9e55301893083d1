import type { CreateMenuItem, MenuCategory, MenuItem } from "@footlights/api"
import { count, formatMoney } from "@footlights/ui"
import { moneyText, typedMoney, typedWhole } from "../money.ts"

export const CATEGORIES: readonly { value: MenuCategory; label: string }[] = [
  { value: "performance", label: "Performance" },
  { value: "request", label: "Request" },
  { value: "interaction", label: "Interaction" },
  { value: "custom", label: "Something else" },
]

export interface ItemForm {
  name: string
  description: string
  category: MenuCategory
  price: string
  tokens: string
  cooldown: string
  stock: string
}

export const emptyItem: ItemForm = {
  name: "",
  description: "",
  category: "performance",
  price: "",
  tokens: "",
  cooldown: "",
  stock: "",
}

export const formOf = (item: MenuItem, currency: string): ItemForm => ({
  name: item.name,
  description: item.description,
  category: item.category,
  price: moneyText(item.priceCents, currency),
  tokens: item.priceTokens === null ? "" : String(item.priceTokens),
  cooldown: item.cooldownSeconds === 0 ? "" : String(item.cooldownSeconds),
  stock: item.stock === null ? "" : String(item.stock),
})

/** What is wrong, by field, before anybody is asked. */
export function problems(form: ItemForm, currency: string): Partial<Record<keyof ItemForm, string>> {
  const price = typedMoney(form.price, currency)
  const tokens = typedWhole(form.tokens)
  const found: Partial<Record<keyof ItemForm, string>> = {}
  if (price === undefined || price === 0) found.price = "An amount above zero, like 5 or 12.50, or nothing."
  if (tokens === undefined || tokens === 0) found.tokens = "A whole number above zero, or nothing."
  if (price === null && tokens === null) found.price = "Say a price in money, in tokens, or both."
  if (typedWhole(form.cooldown) === undefined) found.cooldown = "Whole seconds, or nothing."
  if (typedWhole(form.stock) === undefined) found.stock = "A whole number, or nothing for no end."
  return found
}

export const bodyOf = (form: ItemForm, currency: string): Omit<CreateMenuItem, "active"> => ({
  name: form.name.trim(),
  description: form.description.trim(),
  category: form.category,
  priceCents: typedMoney(form.price, currency) ?? null,
  priceTokens: typedWhole(form.tokens) ?? null,
  cooldownSeconds: typedWhole(form.cooldown) ?? 0,
  stock: typedWhole(form.stock) ?? null,
})

/** "$25.00 or 200 tokens". */
export function priceWords({ priceCents, priceTokens }: MenuItem, currency: string): string {
  const parts = [
    priceCents === null ? "" : formatMoney(priceCents, currency),
    priceTokens === null ? "" : count(priceTokens, "token"),
  ]
  return parts.filter(Boolean).join(" or ")
}

/** What limits it: "2 of 3 left · rests 60 s". */
export function limitWords({ stock, remaining, cooldownSeconds }: MenuItem): string {
  const left =
    stock === null ? "" : remaining === null ? `${stock} a session` : `${remaining} of ${stock} left`
  const rest = cooldownSeconds > 0 ? `rests ${cooldownSeconds} s` : ""
  return [left, rest].filter(Boolean).join(" · ")
}
