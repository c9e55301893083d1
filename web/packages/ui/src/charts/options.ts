import type uPlot from "uplot"

export interface Series {
  name: string
  values: readonly (number | null)[]
  /** `told` stands in the table only. */
  kind: "line" | "bars" | "told"
  /** The value in words. */
  says: (value: number | null) => string
  /** Series of another unit stand on a scale of their own. */
  scale?: "own"
}
export interface Figure {
  /** Numbers that grow: seconds, hours, places. */
  x: readonly number[]
  xName: string
  xWords: (value: number) => string
  series: readonly Series[]
}

/** In this order: lamps first. */
export const COLORS = ["--lamp", "--cool", "--good", "--plum"] as const

/** What uPlot is told: no grid but the baseline, quiet axes, the page's own colours. */
export const drawn = ({ series }: Figure): readonly Series[] => series.filter(({ kind }) => kind !== "told")

export function optionsOf(
  Plot: typeof uPlot,
  figure: Figure,
  host: HTMLElement,
  height: number,
): uPlot.Options {
  const look = getComputedStyle(host)
  const color = (name: string) => look.getPropertyValue(name).trim()
  const { x, xWords } = figure
  const series = drawn(figure)
  const first = series[0]
  const axis = { stroke: color("--ink-3"), font: `12px ${look.fontFamily}`, ticks: { show: false } }
  return {
    width: Math.max(1, Math.floor(host.clientWidth)),
    height,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    padding: [10, 8, 0, 0],
    scales: {
      x: { time: false, range: (_plot, min, max) => [min - half(x), max + half(x)] },
      y: fromZero,
      own: fromZero,
    },
    axes: [
      {
        ...axis,
        size: 28,
        grid: { show: false },
        border: { show: true, stroke: color("--edge"), width: 1 },
        space: 64,
        splits: (_plot, _axis, min, max) => x.filter((value) => value >= min && value <= max),
        filter: (plot, splits) => thinned(splits, Math.max(2, Math.floor(plot.width / 84))),
        values: (_plot, splits) => splits.map((value) => (value === null ? "" : xWords(value))),
      },
      {
        ...axis,
        size: 68,
        grid: { show: false },
        values: (_plot, splits) => splits.map((value) => first?.says(value) ?? ""),
      },
    ],
    series: [
      {},
      ...series.map((one, place): uPlot.Series => {
        const stroke = color(COLORS[place] ?? COLORS[0])
        return {
          label: one.name,
          scale: one.scale ?? "y",
          stroke,
          width: one.kind === "bars" ? 0 : 2,
          points: { show: one.kind === "line" && x.length === 1 },
          ...(one.kind === "bars"
            ? {
                fill: stroke,
                paths: Plot.paths.bars?.({ size: [0.66, 44], radius: 0.2 }) as uPlot.Series.PathBuilder,
              }
            : place === 0
              ? { fill: color("--glow") }
              : {}),
        }
      }),
    ],
  }
}

const fromZero: uPlot.Scale = { range: (_plot, _min, max) => [0, Math.max(1, max * 1.08)] }

/** Half the step between two neighbours: room for the first and the last bar. */
const half = (x: readonly number[]) => (x.length > 1 ? ((x[1] ?? 0) - (x[0] ?? 0)) / 2 : 1)

/** Every so many, so that words do not run into each other. */
export function thinned(splits: readonly number[], most: number): (number | null)[] {
  const every = Math.ceil(splits.length / most)
  return splits.map((value, place) => (place % every === 0 ? value : null))
}
