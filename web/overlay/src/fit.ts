/**
 * Shrinks `element` in steps until it fits its box, at most to `least` of its size; what still does not fit ends in
 * the ellipsis of its style sheet. The size is the custom property `--fit`, a factor.
 */
export function fit(element: HTMLElement, least: number, overflows: () => boolean): void {
  for (let factor = 1; factor >= least; factor -= 0.06) {
    element.style.setProperty("--fit", factor.toFixed(2))
    if (!overflows()) return
  }
}
