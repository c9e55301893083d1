import { describe, expect, it } from "vitest"
import { thinned } from "../src/charts/options.ts"
import { area, bars, line } from "../src/curves.ts"

describe("small curves", () => {
  it("run from left to right under their headroom", () => {
    expect(line([0, 10, 5], 100, 46)).toBe("M0 46 L50 6 L100 26")
    expect(area([0, 10], 100, 46)).toBe("M0 46 L100 6 V46 H0Z")
    expect(area([], 100, 46)).toBe("")
  })

  it("have a bar for each that is not nothing", () => {
    expect(bars([0, 4, 2], 30, 40)).toEqual([
      { x: 11.5, y: 20, width: 7, height: 20 },
      { x: 21.5, y: 30, width: 7, height: 10 },
    ])
  })

  it("say every so many words where all do not fit", () => {
    expect(thinned([1, 2, 3, 4, 5], 2)).toEqual([1, null, null, 4, null])
    expect(thinned([1, 2], 9)).toEqual([1, 2])
  })
})
