/** Room kept above the highest point, so that its line is not cut. */
const HEADROOM = 6

const at = (values: readonly number[], width: number, height: number): [number, number][] => {
  const most = Math.max(1, ...values)
  const step = values.length > 1 ? width / (values.length - 1) : width
  return values.map((value, place) => [
    round(place * step),
    round(height - (value / most) * (height - HEADROOM)),
  ])
}

const round = (value: number) => Math.round(value * 10) / 10

/** The path through the values, oldest at the left. */
export function line(values: readonly number[], width: number, height: number): string {
  return at(values, width, height)
    .map(([x, y], place) => `${place === 0 ? "M" : "L"}${x} ${y}`)
    .join(" ")
}

/** The same, closed along the floor. */
export function area(values: readonly number[], width: number, height: number): string {
  return values.length === 0 ? "" : `${line(values, width, height)} V${height} H0Z`
}

/** Bars of the values that are not zero, in the lower half. */
export function bars(values: readonly number[], width: number, height: number) {
  const most = Math.max(1, ...values)
  const slot = width / Math.max(1, values.length)
  return values.flatMap((value, place) => {
    if (value <= 0) return []
    const tall = round((value / most) * (height / 2))
    return [
      { x: round(place * slot + slot * 0.15), y: height - tall, width: round(slot * 0.7), height: tall },
    ]
  })
}
