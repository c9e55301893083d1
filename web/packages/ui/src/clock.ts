import { useSyncExternalStore } from "react"

/** One timer per pace for the whole page, only while somebody looks at it. */
function pacedClock(everyMs: number) {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  let now = Date.now()
  const tick = () => {
    now = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    get: () => now,
    subscribe(listener: () => void) {
      listeners.add(listener)
      if (!timer) {
        now = Date.now()
        timer = setInterval(tick, everyMs)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

const seconds = pacedClock(1_000)
const slow = pacedClock(15_000)

/** The time now, renewed each second or (for relative times) each fifteen. */
export function useNow(pace: "second" | "slow" = "slow"): number {
  const clock = pace === "second" ? seconds : slow
  return useSyncExternalStore(clock.subscribe, clock.get)
}
