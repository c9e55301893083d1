/** The list with one item carried from one place to another. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const others = items.filter((_item, place) => place !== from)
  const item = items[from]
  if (item === undefined) return [...items]
  return [...others.slice(0, to), item, ...others.slice(to)]
}

/** The place of the row under a height on the screen; above the first is the first, below the last the last. */
export function slotAt(rows: readonly { top: number; bottom: number }[], y: number): number {
  const under = rows.findIndex(({ bottom }) => y < bottom)
  return under < 0 ? Math.max(0, rows.length - 1) : under
}
