import { type ReactNode, useEffect, useRef, useState } from "react"
import styles from "./Feed.module.css"

interface FeedProps<T> {
  label: string
  items: readonly T[]
  keyOf: (item: T) => string
  /** True for what came while we were looking: it glows once. */
  isFresh?: (item: T) => boolean
  row: (item: T) => ReactNode
  /** The newest row stands in the light. */
  lit?: boolean
  /** Scrolls within itself, so that what stands beside it stays on the screen. */
  scrolls?: boolean
  foot?: ReactNode
}

/** A pointer that has not moved for so long is not about to click. */
const POINTER_REST_MS = 2_000

/**
 * Newest first. Holds still while it is scrolled away from its top or the pointer is at work in it, and says how
 * many came meanwhile.
 */
export function Feed<T>({
  label,
  items,
  keyOf,
  isFresh,
  row,
  lit = false,
  scrolls = false,
  foot,
}: FeedProps<T>) {
  const top = useRef<HTMLDivElement>(null)
  const away = useAway(top)
  const [pointed, point] = usePointer()
  const hold = away || pointed
  const [held, setHeld] = useState<readonly T[]>()
  useEffect(() => setHeld((before) => (hold ? (before ?? items) : undefined)), [hold, items])

  const known = held ? new Set(held.map(keyOf)) : undefined
  const newest = known ? items.findIndex((item) => known.has(keyOf(item))) : 0
  const hidden = known ? (newest < 0 ? items.length : newest) : 0
  const shown = items.slice(hidden)
  const release = () => {
    setHeld(undefined)
    top.current?.scrollIntoView({ block: "center" })
  }
  return (
    <div
      className={styles.feed}
      onPointerMove={point}
      {...(scrolls ? { "data-scrolls": true, role: "region", "aria-label": label, tabIndex: 0 } : {})}
    >
      <div ref={top} />
      {hidden > 0 ? (
        <button type="button" className={styles.more} onClick={release}>
          {hidden} new
        </button>
      ) : null}
      <ol aria-label={label} data-lit={lit}>
        {shown.map((item) => (
          <li key={keyOf(item)} data-fresh={isFresh?.(item) ?? false}>
            {row(item)}
          </li>
        ))}
      </ol>
      {foot}
    </div>
  )
}

function useAway(top: React.RefObject<HTMLDivElement | null>): boolean {
  const [away, setAway] = useState(false)
  useEffect(() => {
    if (!top.current) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry) setAway(!entry.isIntersecting && entry.boundingClientRect.top < innerHeight / 2)
    })
    observer.observe(top.current)
    return () => observer.disconnect()
  }, [top])
  return away
}

function usePointer(): [boolean, (event: React.PointerEvent) => void] {
  const [pointed, setPointed] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return [
    pointed,
    (event) => {
      if (event.pointerType !== "mouse") return
      setPointed(true)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => setPointed(false), POINTER_REST_MS)
    },
  ]
}
