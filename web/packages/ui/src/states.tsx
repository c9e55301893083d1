import { type ReactNode, useEffect, useState } from "react"
import { Button } from "./Button.tsx"
import styles from "./states.module.css"

/** Nothing here yet: one sentence, one button, a drawing of what will be here. */
export function EmptyState({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <Ghost />
      <p>{children}</p>
      {action}
    </div>
  )
}

/** Rows to come, as the dark lamps and lines they will be. */
function Ghost() {
  return (
    <svg viewBox="0 0 240 92" aria-hidden="true" className={styles.ghost}>
      {[0, 1, 2].map((row) => (
        <g key={row} transform={`translate(0 ${row * 31})`} opacity={1 - row * 0.3}>
          <circle cx="14" cy="14" r="11" fill="var(--board)" stroke="var(--edge)" />
          <rect x="36" y="5" width={84 - row * 16} height="7" rx="3.5" fill="var(--edge)" />
          <rect x="36" y="17" width={124 - row * 22} height="6" rx="3" fill="var(--board)" />
          <rect x={200 + row * 6} y="8" width={38 - row * 6} height="10" rx="5" fill="var(--glow)" />
        </g>
      ))}
    </svg>
  )
}

/** What happened, what to do, try again. */
export function ErrorState({ title, error, retry }: { title: string; error: unknown; retry?: () => void }) {
  return (
    <div className={styles.error} role="alert">
      <p>
        <b>{title}</b>
      </p>
      <p>{error instanceof Error ? error.message : "The reason is not known."}</p>
      {retry ? <Button onClick={retry}>Try again</Button> : null}
    </div>
  )
}

/** The page's own shape, shown only when loading takes longer than 150 ms. */
export function Loading({ label, children }: { label: string; children: ReactNode }) {
  const late = useLate(150)
  return (
    <div aria-busy="true" className={late ? styles.loading : styles.early}>
      <span className="sr-only" role="status">
        {late ? label : ""}
      </span>
      <div aria-hidden="true">{children}</div>
    </div>
  )
}

/** A bar of the shape, `width` in percent. */
export function Bar({ width = 100, height = 14 }: { width?: number; height?: number }) {
  return <span className={styles.bar} style={{ width: `${width}%`, height }} />
}

/** Rows of a list to come. */
export function RowsShape({ rows = 5 }: { rows?: number }) {
  return (
    <div className={styles.rows}>
      {Array.from({ length: rows }, (_none, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a drawing have no other name
        <div key={row}>
          <span className={styles.dot} />
          <span>
            <Bar width={30 + ((row * 17) % 20)} />
            <Bar width={58 - ((row * 13) % 26)} height={11} />
          </span>
        </div>
      ))}
    </div>
  )
}

function useLate(afterMs: number): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), afterMs)
    return () => clearTimeout(timer)
  }, [afterMs])
  return late
}

interface OfflineBarProps {
  offline: boolean
  /** What waits to be sent: "2 tips wait to be sent." */
  waiting?: string | undefined
}

/** Over the page while the server is away. */
export function OfflineBar({ offline, waiting }: OfflineBarProps) {
  return (
    <div role="status" className={styles.over}>
      {offline ? (
        <div className={styles.offline}>
          <b>Reconnecting.</b> Nothing is lost. {waiting}
        </div>
      ) : null}
    </div>
  )
}
