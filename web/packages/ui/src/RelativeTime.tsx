import { useNow } from "./clock.ts"
import { exactTime, relativeTime } from "./format.ts"

/** Relative under an hour, exact on hover and to screen readers. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow()
  const time = Date.parse(at)
  return (
    <time dateTime={at} title={exactTime(time)}>
      {relativeTime(time, Math.max(now, time))}
    </time>
  )
}
