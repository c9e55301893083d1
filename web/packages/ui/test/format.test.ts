import { describe, expect, it } from "vitest"
import {
  count,
  currencyDigits,
  duration,
  elapsed,
  formatMoney,
  parseMoney,
  relativeTime,
} from "../src/format.ts"

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ")

describe("money", () => {
  it("is written as the reader writes it", () => {
    expect(formatMoney(41_250, "USD", "en-US")).toBe("$412.50")
    expect(plain(formatMoney(41_250, "EUR", "de-DE"))).toBe("412,50 €")
    expect(formatMoney(500, "JPY", "en-US")).toBe("¥500")
    expect(formatMoney(1_234, "nonsense!", "en-US")).toBe("12.34 nonsense!")
    expect([currencyDigits("JPY"), currencyDigits("KWD"), currencyDigits("USD")]).toEqual([0, 3, 2])
  })

  it("is read with point or comma, exactly, or not at all", () => {
    const read = (text: string, currency = "USD") => parseMoney(text, currency)
    expect([read("25"), read("12.50"), read("12,5"), read(" 1 000 "), read("0.07")]).toEqual([
      2500, 1250, 1250, 100_000, 7,
    ])
    expect([
      read(""),
      read("-5"),
      read("1.234"),
      read("1,000.50"),
      read("NaN"),
      read("1e9"),
      read("5.5", "JPY"),
    ]).toEqual(Array.from({ length: 7 }))
    expect(read("29.99")).toBe(2999)
  })
})

describe("time", () => {
  const now = Date.UTC(2026, 10, 21, 20, 0, 0)
  it("is relative under an hour and a clock time afterwards", () => {
    expect(relativeTime(now - 10_000, now)).toBe("just now")
    expect(relativeTime(now - 3 * 60_000, now)).toBe("3 min ago")
    expect(relativeTime(now - 59 * 60_000, now)).toBe("59 min ago")
    expect(relativeTime(now - 2 * 3_600_000, now, "en-US")).toMatch(/^\d+:\d\d/)
    expect(relativeTime(now - 40 * 3_600_000, now, "en-US")).toMatch(/2026/)
  })

  it("runs as a clock and is told as a length", () => {
    expect(elapsed(0, 84_249_000 / 1000)).toBe("01:24")
    expect(elapsed(0, 5_049_000)).toBe("1:24:09")
    expect(elapsed(10, 0)).toBe("00:00")
    expect([duration(20_000), duration(12 * 60_000), duration(3_600_000), duration(11_520_000)]).toEqual([
      "under a minute",
      "12 min",
      "1 h",
      "3 h 12 min",
    ])
  })
})

it("counts in words", () => {
  expect([count(0, "tip"), count(1, "tip"), count(2, "tip waits", "tips wait")]).toEqual([
    "0 tips",
    "1 tip",
    "2 tips wait",
  ])
})
