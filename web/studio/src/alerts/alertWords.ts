import type { Alert } from "@footlights/api"
import { count } from "@footlights/ui"

/** "One alert held for you, 3 in the queue." */
export function waitingWords(held: number, queued: number): string {
  if (held === 0 && queued === 0) return "Nothing waits. Alerts show as they come."
  const parts = [
    held > 0 ? `${count(held, "alert")} held for you` : "",
    queued > 0 ? `${queued.toLocaleString()} in the queue` : "",
  ]
  return `${parts.filter(Boolean).join(", ")}.`
}

/** What an alert is doing. */
export function stateWords(alert: Pick<Alert, "state" | "test" | "releaseAt">, now: number): string {
  const test = alert.test ? "test · " : ""
  if (alert.state === "held") {
    if (!alert.releaseAt) return `${test}held until you decide`
    const seconds = Math.ceil((Date.parse(alert.releaseAt) - now) / 1_000)
    return `${test}${seconds > 0 ? `held, shows by itself in ${seconds} s` : "held, about to show"}`
  }
  const said = { queued: "in the queue", showing: "on the overlay now", done: "shown", skipped: "skipped" }
  return test + said[alert.state]
}
