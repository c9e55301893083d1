import { useCallback, useEffect, useState } from "react"
import styles from "./Notices.module.css"

interface Notice {
  id: number
  text: string
  tone: "plain" | "bad"
  undo?: () => void
}

/** How long a sentence stays, and one that offers to undo. */
const SHOWN_MS = 6_000
export const UNDO_MS = 8_000
const listeners = new Set<(notice: Notice) => void>()
let last = 0

/** A sentence at the foot of the page that goes away by itself; with `undo`, a way back. */
export function notify(text: string, more: { tone?: Notice["tone"]; undo?: () => void } = {}): void {
  last += 1
  const { tone = "plain", undo } = more
  for (const listener of listeners) listener({ id: last, text, tone, ...(undo ? { undo } : {}) })
}

/** Shows an error's own sentence. */
export function notifyFailure(failure: unknown): void {
  notify(failure instanceof Error ? failure.message : "That did not work, and the reason is not known.", {
    tone: "bad",
  })
}

export function Notices() {
  const [notices, setNotices] = useState<Notice[]>([])
  const drop = useCallback((gone: number) => setNotices((shown) => shown.filter(({ id }) => id !== gone)), [])
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>()
    const take = (notice: Notice) => {
      setNotices((shown) => [...shown.filter(({ text }) => text !== notice.text), notice].slice(-3))
      timers.add(setTimeout(() => drop(notice.id), notice.undo ? UNDO_MS : SHOWN_MS))
    }
    listeners.add(take)
    return () => {
      listeners.delete(take)
      timers.forEach(clearTimeout)
    }
  }, [drop])
  return (
    <div className={styles.notices} role="status">
      {notices.map(({ id, text, tone, undo }) => (
        <p key={id} data-tone={tone}>
          {text}
          {undo ? (
            <button
              type="button"
              onClick={() => {
                drop(id)
                undo()
              }}
            >
              Undo
            </button>
          ) : null}
        </p>
      ))}
    </div>
  )
}
