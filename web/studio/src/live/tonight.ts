import type { Session } from "@footlights/api"

/** How many nights before this one tell what is usual. */
export const NIGHTS = 4

export interface Comparison {
  /** In percent of what is usual: +38, -12. */
  percent: number
  nights: number
}

/** Tonight against what the nights before ended with, on average; undefined where that says nothing yet. */
export function against(session: Session, before: readonly Session[]): Comparison | undefined {
  const ended = before
    .filter(
      ({ id, endedAt, currency }) => id !== session.id && endedAt !== null && currency === session.currency,
    )
    .slice(0, NIGHTS)
  const usual = ended.reduce((sum, { totalTipsCents }) => sum + totalTipsCents, 0) / ended.length
  if (!(usual > 0)) return undefined
  return { percent: Math.round((session.totalTipsCents / usual - 1) * 100), nights: ended.length }
}

export function comparisonWords({ percent, nights }: Comparison): { lead: string; rest: string } {
  const lead = percent === 0 ? "level" : `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`
  const rest =
    nights === 1 ? "with the whole of your last session" : `with the whole of your last ${nights}, on average`
  return { lead, rest: percent === 0 ? rest : rest.replace("with", "against") }
}
