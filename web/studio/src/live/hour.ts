import type { TimelineMinute, Tip } from "@footlights/api"

const MINUTE = 60_000
export const MINUTES = 60

export interface Hour {
  viewers: number[]
  tips: number[]
}

/** The last sixty minutes of a session, minute by minute: what was read, and what came since. */
export function lastHour(
  read: readonly TimelineMinute[],
  came: readonly Pick<Tip, "id" | "createdAt">[],
  viewersNow: number,
  now: number,
): Hour {
  const first = Math.floor(now / MINUTE) - MINUTES + 1
  const viewers: (number | null)[] = Array.from({ length: MINUTES }, () => null)
  const tips = Array.from({ length: MINUTES }, () => 0)
  let readUpTo = Number.NEGATIVE_INFINITY
  for (const minute of read) {
    const place = Math.floor(Date.parse(minute.at) / MINUTE) - first
    readUpTo = Math.max(readUpTo, place)
    if (place < 0 || place >= MINUTES) continue
    viewers[place] = minute.viewers
    tips[place] = minute.tipCount
  }
  const since = tips.map(() => 0)
  for (const { createdAt } of came) {
    const place = Math.floor(Date.parse(createdAt) / MINUTE) - first
    if (place >= 0 && place < MINUTES) since[place] = (since[place] ?? 0) + 1
  }
  // The last minute that was read was not over yet: what came may be more than what was read of it.
  const merged = tips.map((known, place) => (place >= readUpTo ? Math.max(known, since[place] ?? 0) : known))
  viewers[MINUTES - 1] = viewersNow
  return { viewers: carried(viewers), tips: merged }
}

/** A minute nobody counted in is as the one before. */
function carried(viewers: readonly (number | null)[]): number[] {
  let last = 0
  return viewers.map((count) => {
    last = count ?? last
    return last
  })
}
