import styles from "./Lamps.module.css"

interface LampsProps {
  /** 0…100 and beyond: overfunded stays all lit. */
  percent: number
  label: string
  lamps?: number
}

/** Progress as lamps lighting one after another. */
export function Lamps({ percent, label, lamps = 20 }: LampsProps) {
  const lit = Math.min(lamps, Math.floor((Math.max(0, percent) / 100) * lamps))
  return (
    <div className={styles.row} role="img" aria-label={`${label}: ${Math.round(percent)} percent`}>
      {Array.from({ length: lamps }, (_none, lamp) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a lamp is its place in the row
        <i key={lamp} className={lamp < lit ? styles.on : undefined} />
      ))}
    </div>
  )
}

/** The mark of the house: three lamps. */
export function Mark() {
  return (
    <span className={styles.mark}>
      <i aria-hidden="true">
        <b />
        <b />
        <b />
      </i>
      Footlights
    </span>
  )
}
