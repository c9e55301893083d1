import { describe, expect, it } from "vitest"
import { words } from "../src/words.ts"

describe("what strangers write", () => {
  it("loses control characters and towers of marks, and keeps ordinary ones", () => {
    expect(words("a\nb\u0000c", 20)).toBe("a b c")
    expect(words(`Z${"\u0316".repeat(40)}`, 99)).toBe(`Z${"\u0316".repeat(4)}`)
    expect(words("Café ไม้ 👩‍👩‍👧", 20)).toBe("Café ไม้ 👩‍👩‍👧")
  })

  it("cannot turn around what stands beside it", () => {
    expect(words("\u202eana\u202c \u2067x", 20)).toBe("ana x")
    expect(words("שלום\u200f!", 20)).toBe("שלום\u200f!")
  })

  it("is cut by code points, never through a character", () => {
    expect(words("🎉".repeat(10), 4)).toBe("🎉🎉🎉…")
    expect(words(undefined, 4)).toBe("")
  })
})
