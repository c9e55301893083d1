/** How long to wait before trying again: 0.5 s × 1.8 each time up to 20 s, full jitter. */
export const BACKOFF = { firstMs: 500, factor: 1.8, ceilingMs: 20_000 } as const

/**
 * Wait before attempt `attempt` (0 is the first try after a loss), in milliseconds.
 * `chance` is in [0, 1): full jitter spreads the return of many clients evenly over the whole span.
 */
export function backoffMs(attempt: number, chance: number): number {
  const span = Math.min(BACKOFF.ceilingMs, BACKOFF.firstMs * BACKOFF.factor ** Math.min(attempt, 32))
  return Math.round(span * chance)
}
