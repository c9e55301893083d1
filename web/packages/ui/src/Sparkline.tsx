import { area, bars, line } from "./curves.ts"
import styles from "./Sparkline.module.css"

interface SparklineProps {
  /** What it shows, in words. */
  label: string
  /** Evenly spaced, oldest first. */
  line: readonly number[]
  bars?: readonly number[]
}

const WIDTH = 300
const HEIGHT = 88

/** A small curve over small bars, without axes: the numbers stand in words beside it. */
export function Sparkline({ label, line: curve, bars: counts = [] }: SparklineProps) {
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={area(curve, WIDTH, HEIGHT)} fill="var(--glow)" />
      <path
        d={line(curve, WIDTH, HEIGHT)}
        fill="none"
        stroke="var(--lamp)"
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
      {bars(counts, WIDTH, HEIGHT).map(({ x, y, width, height }) => (
        <rect key={x} x={x} y={y} width={width} height={height} fill="var(--cool)" />
      ))}
    </svg>
  )
}
