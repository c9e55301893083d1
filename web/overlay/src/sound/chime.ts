/** How late a bell may still ring, in milliseconds. */
const LATEST_MS = 400

/** Two soft bells, a fifth apart. Made here, so that there is no file to load; silent where sound is not allowed. */
export class Chime {
  #context: AudioContext | undefined

  play(loudness: number): void {
    try {
      this.#context ??= new AudioContext()
      const context = this.#context
      if (context.state === "running") ring(context, loudness)
      else void awaken(context, loudness)
    } catch {
      // No audio device: the alert is seen, not heard.
    }
  }
}

/** OBS lets sound begin at once. A browser may wait for a click; a bell long after its alert would be wrong. */
async function awaken(context: AudioContext, loudness: number): Promise<void> {
  const asked = performance.now()
  await context.resume().catch(() => undefined)
  if (context.state === "running" && performance.now() - asked < LATEST_MS) ring(context, loudness)
}

function ring(context: AudioContext, loudness: number): void {
  bell(context, 659.26, 0, loudness)
  bell(context, 987.77, 0.13, loudness)
}

function bell(context: AudioContext, hertz: number, delay_s: number, strength: number): void {
  const at = context.currentTime + delay_s
  const loudness = context.createGain()
  loudness.connect(context.destination)
  loudness.gain.setValueAtTime(0, at)
  loudness.gain.linearRampToValueAtTime(0.22 * strength, at + 0.008)
  loudness.gain.exponentialRampToValueAtTime(0.0008 * strength, at + 1.3)
  for (const [partial, share] of [
    [1, 1],
    [2.01, 0.35],
    [3.9, 0.12],
  ] as const) {
    const tone = context.createOscillator()
    const level = context.createGain()
    level.gain.value = share
    tone.frequency.value = hertz * partial
    tone.connect(level).connect(loudness)
    tone.start(at)
    tone.stop(at + 1.4)
  }
}
