import type { TimelineMinute } from "@footlights/api"
import { formatMoney } from "@footlights/ui"
import type { Figure } from "@footlights/ui/charts"

/** Beyond so many minutes neighbours are put together, so that a line can still be seen. */
const POINTS_MOST = 180

/** A session minute by minute; long ones in steps of several. Money adds up, viewers are the most of the step. */
export function course(minutes: readonly TimelineMinute[], currency: string): Figure {
  const step = Math.max(1, Math.ceil(minutes.length / POINTS_MOST))
  const groups = Array.from({ length: Math.ceil(minutes.length / step) }, (_none, place) =>
    minutes.slice(place * step, (place + 1) * step),
  )
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" })
  const counted = (group: readonly TimelineMinute[]) =>
    group.map(({ viewers }) => viewers).filter((viewers) => viewers !== null)
  return {
    x: groups.map(([first]) => Date.parse(first?.at ?? "") / 1_000),
    xName: "From",
    xWords: (seconds) => clock.format(seconds * 1_000),
    series: [
      {
        name: "Viewers",
        kind: "line",
        values: groups.map((group) => {
          const seen = counted(group)
          return seen.length > 0 ? Math.max(...seen) : null
        }),
        says: (value) => (value === null ? "–" : Math.round(value).toLocaleString()),
      },
      {
        name: `Tips in ${currency}`,
        kind: "bars",
        scale: "own",
        values: groups.map((group) => group.reduce((sum, { netCents }) => sum + netCents, 0)),
        says: (value) => (value === null ? "–" : formatMoney(value, currency)),
      },
    ],
  }
}
