import type { MenuItem } from "@footlights/api"
import { describe, expect, it } from "vitest"
import { bodyOf, emptyItem, formOf, limitWords, priceWords, problems } from "../src/menu/menuForm.ts"

const item: MenuItem = {
  id: "m",
  name: "A song",
  description: "",
  category: "request",
  priceCents: 2_550,
  priceTokens: 500,
  active: true,
  position: 0,
  cooldownSeconds: 60,
  stock: 3,
  remaining: 2,
}

describe("the menu", () => {
  it("says prices and limits", () => {
    expect(priceWords(item, "USD")).toBe("$25.50 or 500 tokens")
    expect(priceWords({ ...item, priceTokens: null }, "USD")).toBe("$25.50")
    expect(limitWords(item)).toBe("2 of 3 left · rests 60 s")
    expect(limitWords({ ...item, stock: null, cooldownSeconds: 0 })).toBe("")
    expect(limitWords({ ...item, remaining: null, cooldownSeconds: 0 })).toBe("3 a session")
  })

  it("comes back from a form as it went in", () => {
    const { id: _id, active: _active, position: _position, remaining: _remaining, ...rest } = item
    expect(bodyOf(formOf(item, "USD"), "USD")).toEqual(rest)
  })

  it("wants one price at least, and no nonsense", () => {
    expect(problems(emptyItem, "USD")).toEqual({ price: "Say a price in money, in tokens, or both." })
    expect(problems({ ...emptyItem, tokens: "200" }, "USD")).toEqual({})
    expect(Object.keys(problems({ ...emptyItem, price: "0", cooldown: "x", stock: "-1" }, "USD"))).toEqual([
      "price",
      "cooldown",
      "stock",
    ])
  })
})
