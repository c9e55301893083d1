import { useEffect, useState } from "react"
import styles from "./Notices.module.css"

interface Notice {
  id: number
  text: string
  tone: "plain" | "bad"
}

const SHOWN_MS = 6_000
const listeners = new Set<(notice: Notice) => void>()
let last = 0

/** A sentence at the foot of the page that goes away by itself. */
export function notify(text: string, tone: Notice["tone"] = "plain"): void {
  last += 1
  for (const listener of listeners) listener({ id: last, text, tone })
}

/** Shows an error's own sentence. */
export function notifyFailure(failure: unknown): void {
  notify(
    failure instanceof Error ? failure.message : "That did not work, and the reason is not known.",
    "bad",
  )
}

export function Notices() {
  const [notices, setNotices] = useState<Notice[]>([])
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>()
    const take = (notice: Notice) => {
      setNotices((shown) => [...shown.filter(({ text }) => text !== notice.text), notice].slice(-3))
      timers.add(
        setTimeout(() => setNotices((shown) => shown.filter(({ id }) => id !== notice.id)), SHOWN_MS),
      )
    }
    listeners.add(take)
    return () => {
      listeners.delete(take)
      timers.forEach(clearTimeout)
    }
  }, [])
  return (
    <div className={styles.notices} role="status">
      {notices.map(({ id, text, tone }) => (
        <p key={id} data-tone={tone}>
          {text}
        </p>
      ))}
    </div>
  )
}
