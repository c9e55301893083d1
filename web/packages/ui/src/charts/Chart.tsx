import "uplot/dist/uPlot.min.css"
import { useEffect, useId, useRef } from "react"
import type uPlot from "uplot"
import styles from "./Chart.module.css"
import { COLORS, drawn, type Figure, optionsOf } from "./options.ts"

interface ChartProps {
  /** What it shows, as a heading says it. */
  label: string
  figure: Figure
  height?: number
}

/** A figure as a picture, and the same numbers as a table for those who cannot see it. */
export function Chart({ label, figure, height = 220 }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    const host = box.current
    if (!host) return
    let plot: uPlot | undefined
    let gone = false
    const observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0)
      if (plot && width > 0) plot.setSize({ width, height })
    })
    const draw = async () => {
      const { default: Plot } = await import("uplot")
      if (gone) return
      const data = [figure.x, ...drawn(figure).map(({ values }) => values)] as uPlot.AlignedData
      plot = new Plot(optionsOf(Plot, figure, host, height), data, host)
      observer.observe(host)
    }
    void draw()
    // Day and night have other colours, and the canvas does not know of it.
    const scheme = new MutationObserver(() => {
      plot?.destroy()
      void draw()
    })
    scheme.observe(document.documentElement, { attributeFilter: ["data-scheme"] })
    return () => {
      gone = true
      observer.disconnect()
      scheme.disconnect()
      plot?.destroy()
    }
  }, [figure, height])
  return (
    <figure className={styles.chart} aria-labelledby={id}>
      <figcaption id={id} className={styles.caption}>
        <span className="sr-only">{label}: </span>
        {drawn(figure).map(({ name }, place) => (
          <span key={name}>
            <i style={{ background: `var(${COLORS[place] ?? COLORS[0]})` }} />
            {name}
          </span>
        ))}
      </figcaption>
      <div ref={box} className={styles.plot} style={{ height }} aria-hidden="true" />
      <details>
        <summary>The numbers as a table</summary>
        <Numbers label={label} figure={figure} />
      </details>
    </figure>
  )
}

function Numbers({ label, figure }: { label: string; figure: Figure }) {
  const { x, xName, xWords, series } = figure
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} aria-label={`${label}, as a table`} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{xName}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {x.map((value, place) => (
            <tr key={value}>
              <th scope="row">{xWords(value)}</th>
              {series.map(({ name, values, says }) => (
                <td key={name}>{says(values[place] ?? null)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
