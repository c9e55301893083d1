import type { Timeline, TimelineMinute } from "@footlights/api"

const MINUTE_MS = 60_000
/** Longer than any session: beyond it a clock is wrong somewhere. */
const MINUTES_MOST = 7 * 24 * 60

/** Every minute of a session up to its end, or up to now: in those that were left out nobody tipped and as many watched. */
export function everyMinute({ startedAt, endedAt, minutes }: Timeline, now: number): TimelineMinute[] {
  const minuteOf = (at: number) => Math.floor(at / MINUTE_MS)
  const first = minuteOf(Date.parse(startedAt))
  const last = Math.min(minuteOf(endedAt ? Date.parse(endedAt) : now), first + MINUTES_MOST)
  const told = new Map(minutes.map((minute) => [minuteOf(Date.parse(minute.at)), minute]))
  let viewers: number | null = null
  return Array.from({ length: Math.max(1, last - first + 1) }, (_none, place) => {
    const minute = told.get(first + place)
    viewers = minute?.viewers ?? viewers
    const at = new Date((first + place) * MINUTE_MS).toISOString()
    return { at, netCents: minute?.netCents ?? 0, tipCount: minute?.tipCount ?? 0, viewers }
  })
}
