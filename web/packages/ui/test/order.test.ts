import { describe, expect, it } from "vitest"
import { moved, slotAt } from "../src/order.ts"

describe("an order of one's own", () => {
  it("carries one item and leaves the others in their order", () => {
    expect(moved(["a", "b", "c", "d"], 0, 2)).toEqual(["b", "c", "a", "d"])
    expect(moved(["a", "b", "c", "d"], 3, 0)).toEqual(["d", "a", "b", "c"])
    expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"])
    expect(moved(["a", "b"], 7, 0)).toEqual(["a", "b"])
  })

  it("finds the place under the pointer, also above and below the list", () => {
    const rows = [
      { top: 10, bottom: 50 },
      { top: 50, bottom: 90 },
    ]
    expect(slotAt(rows, 0)).toBe(0)
    expect(slotAt(rows, 60)).toBe(1)
    expect(slotAt(rows, 500)).toBe(1)
    expect(slotAt([], 5)).toBe(0)
  })
})
