import type { Alert } from "./alert.ts"
import type { Attempt, Memory } from "./memory.ts"

/** Paints one alert; `leave` takes it away again, at once or with its exit. */
export interface Painter {
  show(alert: Alert): { leave(exitMs: number): void }
}

export interface ConductorOptions {
  memory: Memory
  painter: Painter
  /** Plays the chime; only for the one overlay the server chose. */
  chime: () => void
  /** Tells the server that an attempt is over. */
  finished: (attempt: Attempt) => void
}

/** Leaving takes this long and is part of the alert's duration. */
export const EXIT_MS = 300

/**
 * Plays the server's alerts: each attempt at most once, one at a time in a lane. The server decides order and time;
 * this only never does the same thing twice.
 */
export class Conductor {
  readonly #options: ConductorOptions
  readonly #playing = new Map<string, { alertId: string; end: (exitMs: number) => void }>()

  constructor(options: ConductorOptions) {
    this.#options = options
  }

  play(alert: Alert): void {
    const { memory, painter, chime, finished } = this.#options
    const attempt: Attempt = [alert.alertId, alert.attempt]
    if (memory.isFinished(attempt)) {
      finished(attempt)
      return
    }
    if (!memory.start(attempt)) return
    this.#playing.get(alert.lane)?.end(0)
    const shown = painter.show(alert)
    if (alert.sound) chime()
    const over = (exitMs: number) => {
      clearTimeout(exit)
      clearTimeout(done)
      shown.leave(exitMs)
      if (exitMs > 0) setTimeout(() => shown.leave(0), exitMs)
      if (this.#playing.get(alert.lane) === entry) this.#playing.delete(alert.lane)
      // Written down first: if the page dies here, the next join says it.
      memory.finish(attempt)
      finished(attempt)
    }
    const entry = { alertId: alert.alertId, end: over }
    const exit = setTimeout(() => shown.leave(EXIT_MS), alert.durationMs - EXIT_MS)
    const done = setTimeout(() => over(0), alert.durationMs)
    this.#playing.set(alert.lane, entry)
  }

  /** Somebody has skipped the alert: it goes now. */
  skip(alertId: string): void {
    for (const playing of [...this.#playing.values()]) if (playing.alertId === alertId) playing.end(EXIT_MS)
  }

  /** Takes everything off the stage: the key was rotated. */
  clear(): void {
    for (const playing of [...this.#playing.values()]) playing.end(0)
  }
}
