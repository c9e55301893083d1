import type { Figures, Summary } from "@footlights/api"
import { describe, expect, it } from "vitest"
import {
  beforeWords,
  comparison,
  overHours,
  overTime,
  smallFigures,
  stepOf,
} from "../src/analytics/figures.ts"
import { asked, exportPath } from "../src/analytics/span.ts"
import { everyMinute } from "../src/analytics/timeline.ts"
import { dayAt, dayStart } from "../src/analytics/zone.ts"
import { course } from "../src/sessions/timeline.ts"

const totals: Figures = {
  grossCents: 42_000,
  refundedCents: 750,
  netCents: 41_250,
  tipCount: 37,
  averageTipCents: 1_115,
  largestTipCents: 5_000,
  distinctTippers: 14,
  sessions: 2,
  liveSeconds: 9_000,
  peakViewers: 161,
  averageViewers: 99.6,
  conversion: 0.14,
}
const days = (count: number) =>
  Array.from({ length: count }, (_none, day) => ({
    date: new Date(Date.UTC(2026, 9, 1 + day)).toISOString().slice(0, 10),
    netCents: day * 100,
    tipCount: day,
  }))
const summary: Summary = {
  from: "2026-10-01T00:00:00.000Z",
  to: "2026-10-31T00:00:00.000Z",
  timeZone: "Europe/Berlin",
  currency: "USD",
  totals,
  previous: { ...totals, netCents: 29_890 },
  byDay: days(30),
  byWeek: days(5),
  byMonth: days(1),
  byHour: [{ hour: 20, netCents: 900, tipCount: 3 }],
  byPlatform: [],
  otherCurrencies: [],
}

describe("figures", () => {
  it("are compared in a sentence", () => {
    expect(comparison(summary, beforeWords("30d"))).toEqual({
      lead: "+38 %",
      rest: "against the thirty days before, which brought $298.90.",
      up: true,
    })
    expect(comparison({ ...summary, previous: { ...totals, netCents: 0 } }, "yesterday")?.rest).toContain(
      "nothing to measure against",
    )
    expect(comparison({ ...summary, previous: totals }, "yesterday")?.rest).toBe(
      "The same as in yesterday: $412.50.",
    )
    expect(comparison({ ...summary, previous: null }, "yesterday")).toBeUndefined()
  })

  it("are drawn by day while days can be told apart", () => {
    expect(stepOf(summary)).toBe("byDay")
    expect(stepOf({ ...summary, byDay: days(90) })).toBe("byWeek")
    expect(stepOf({ ...summary, byDay: days(900), byWeek: days(130) })).toBe("byMonth")
    const figure = overTime(summary)
    expect(figure.x).toHaveLength(30)
    expect(figure.xWords(figure.x[1] ?? 0)).toBe("Oct 2")
    expect(figure.series[0]?.says(41_250)).toBe("$412.50")
    expect(overHours(summary).xWords(20)).toBe("20:00")
  })

  it("have names that fit their numbers", () => {
    const named = new Map(smallFigures(totals, "USD"))
    expect(named.get("of viewers tip")).toBe("14 %")
    expect(named.get("on stage")).toBe("2.5 h")
    expect(named.get("watching on average")).toBe("100")
    expect(new Map(smallFigures({ ...totals, conversion: null }, "USD")).get("of viewers tip")).toBe("–")
  })

  it("come down for the very span that is shown", () => {
    const days = { from: "2026-10-24", to: "2026-10-25" }
    expect(exportPath({ range: "7d", ...days }, "Europe/Berlin")).toBe("/api/analytics/export?range=7d")
    // On the 25th the clocks go back: that day has 25 hours.
    expect(asked({ range: "custom", ...days }, "Europe/Berlin")).toEqual({
      range: "custom",
      from: "2026-10-23T22:00:00.000Z",
      to: "2026-10-25T23:00:00.000Z",
    })
    expect(dayStart("2026-01-01", "Asia/Kathmandu")).toBe("2025-12-31T18:15:00.000Z")
    expect(dayAt(Date.parse("2026-01-01T02:00:00Z"), "America/New_York")).toBe("2025-12-31")
  })
})

describe("the course of a session", () => {
  const minute = (place: number, viewers: number | null) => ({
    at: new Date(Date.UTC(2026, 9, 1, 20, place)).toISOString(),
    netCents: 100,
    tipCount: 1,
    viewers,
  })

  it("puts neighbours together when it is long: money adds up, viewers are the most", () => {
    const figure = course(
      Array.from({ length: 360 }, (_none, place) => minute(place, place % 2 === 0 ? place : null)),
      "USD",
    )
    expect(figure.x).toHaveLength(180)
    expect(figure.series[0]?.values[1]).toBe(2)
    expect(figure.series[1]?.values[0]).toBe(200)
  })

  it("leaves a gap where nobody counted", () => {
    expect(course([minute(0, null), minute(1, 5)], "USD").series[0]?.values).toEqual([null, 5])
  })

  it("has every minute, also those nobody tipped in", () => {
    const minutes = everyMinute(
      {
        startedAt: "2026-10-01T20:00:30.000Z",
        endedAt: "2026-10-01T20:03:10.000Z",
        currency: "USD",
        minutes: [{ at: "2026-10-01T20:01:00.000Z", netCents: 500, tipCount: 1, viewers: 7 }],
      },
      0,
    )
    expect(minutes.map(({ tipCount, viewers }) => [tipCount, viewers])).toEqual([
      [0, null],
      [1, 7],
      [0, 7],
      [0, 7],
    ])
  })
})
