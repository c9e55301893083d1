import type { Figures, Summary } from "@footlights/api"
import { count, formatMoney } from "@footlights/ui"
import type { Figure } from "@footlights/ui/charts"

export const money = (currency: string) => (value: number | null) =>
  value === null ? "–" : formatMoney(value, currency)
const number = (value: number | null) => (value === null ? "–" : Math.round(value).toLocaleString())

/** "2026-11-21" as a day, whatever zone the browser is in: it is the creator's day already. */
const dayAt = (date: string) => Date.parse(`${date.slice(0, 10)}T00:00:00Z`)
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" })
const month = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" })

export type Step = "byDay" | "byWeek" | "byMonth"

/** Days while they can be told apart, then weeks, then months. */
export function stepOf({ byDay, byWeek }: Pick<Summary, "byDay" | "byWeek">): Step {
  if (byDay.length <= 45) return "byDay"
  return byWeek.length <= 60 ? "byWeek" : "byMonth"
}

/** Tips over the days of a span. Money in bars, how many as a line on a scale of its own. */
export function overTime(summary: Summary): Figure {
  const step = stepOf(summary)
  const rows = summary[step]
  const says = (seconds: number) => (step === "byMonth" ? month : day).format(seconds * 1_000)
  return {
    x: rows.map(({ date }) => dayAt(date) / 1_000),
    xName: { byDay: "Day", byWeek: "Week from", byMonth: "Month" }[step],
    xWords: says,
    series: [
      {
        name: `Tips in ${summary.currency}`,
        kind: "bars",
        values: rows.map((row) => row.netCents),
        says: money(summary.currency),
      },
      { name: "How many", kind: "told", values: rows.map((row) => row.tipCount), says: number },
    ],
  }
}

/** Tips over the hours of the day, in the creator's time. */
export function overHours({ byHour, currency }: Summary): Figure {
  return {
    x: byHour.map(({ hour }) => hour),
    xName: "Hour",
    xWords: (hour) => `${hour}:00`,
    series: [
      {
        name: `Tips in ${currency}`,
        kind: "bars",
        values: byHour.map((row) => row.netCents),
        says: money(currency),
      },
    ],
  }
}

/** "+38 % against the seven days before": undefined where there is nothing to compare with. */
export function comparison(
  { totals, previous, currency }: Pick<Summary, "totals" | "previous" | "currency">,
  before: string,
) {
  if (!previous) return undefined
  if (previous.netCents <= 0)
    return totals.netCents > 0
      ? { lead: "", rest: `Nothing came in ${before}, so there is nothing to measure against.`, up: false }
      : undefined
  const percent = Math.round((totals.netCents / previous.netCents - 1) * 100)
  const was = formatMoney(previous.netCents, currency)
  if (percent === 0) return { lead: "", rest: `The same as in ${before}: ${was}.`, up: false }
  return {
    lead: `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`,
    rest: `against ${before}, which brought ${was}.`,
    up: percent > 0,
  }
}

/** How the span before is called. */
export const beforeWords = (range: string): string =>
  ({
    today: "yesterday",
    "7d": "the seven days before",
    "30d": "the thirty days before",
    "90d": "the ninety days before",
    "365d": "the year before",
  })[range] ?? "the same time before"

/** The smaller figures, each with its name. */
export function smallFigures(totals: Figures, currency: string): [string, string][] {
  const hours = totals.liveSeconds / 3_600
  return [
    [totals.tipCount === 1 ? "tip" : "tips", totals.tipCount.toLocaleString()],
    ["average tip", totals.tipCount > 0 ? formatMoney(totals.averageTipCents, currency) : "–"],
    ["largest tip", totals.tipCount > 0 ? formatMoney(totals.largestTipCents, currency) : "–"],
    [
      totals.distinctTippers === 1 ? "person tipped" : "people tipped",
      totals.distinctTippers.toLocaleString(),
    ],
    ["on stage", hours >= 1 ? `${hours.toFixed(1)} h` : `${Math.round(totals.liveSeconds / 60)} min`],
    [totals.sessions === 1 ? "session" : "sessions", totals.sessions.toLocaleString()],
    ["most at once", totals.peakViewers.toLocaleString()],
    ["watching on average", number(totals.averageViewers)],
    ["of viewers tip", totals.conversion === null ? "–" : `${Math.round(totals.conversion * 100)} %`],
    ["given back", formatMoney(totals.refundedCents, currency)],
  ]
}

/** "in 37 tips on 4 nights". */
export const inWords = ({ tipCount, sessions }: Figures): string =>
  `in ${count(tipCount, "tip")}, in ${count(sessions, "session")}`
