import { facts, mediaPath, text } from "../facts.ts"
import type { Loudspeaker } from "./loudspeaker.ts"

/** Speeches that wait; a queue that lasts for hours helps nobody. */
const WAITING_MOST = 30
const TYPES: Record<string, string> = { mp3: "audio/mpeg", opus: "audio/ogg", wav: "audio/wav" }

interface Speech {
  tipId: string | undefined
  address: string
  /** Whether the address is of something in memory, to be given back. */
  own: boolean
}

/** Reads tips aloud, one after another: `chat_participant_audio`, where the server has chosen this overlay. */
export class Voice {
  readonly #loudspeaker: Loudspeaker
  #waiting: Speech[] = []
  #speaking: { speech: Speech; stop: () => void } | undefined

  constructor(loudspeaker: Loudspeaker) {
    this.#loudspeaker = loudspeaker
  }

  say(frame: unknown): void {
    const { sound, format, audioBase64, audioUrl, tipId } = facts(frame)
    if (sound !== true || this.#loudspeaker.silent || this.#waiting.length >= WAITING_MOST) return
    const own = blobAddress(text(audioBase64), TYPES[text(format) ?? ""])
    const address = own ?? mediaPath(audioUrl)
    if (!address) return
    this.#waiting.push({ tipId: text(tipId), address, own: own !== undefined })
    if (!this.#speaking) this.#next()
  }

  /** The tip's alert was skipped: it is not read, or no further. */
  skip(tipId: string): void {
    const skipped = this.#waiting.filter((speech) => speech.tipId === tipId)
    this.#waiting = this.#waiting.filter((speech) => speech.tipId !== tipId)
    skipped.forEach(giveBack)
    if (this.#speaking?.speech.tipId === tipId) this.#speaking.stop()
  }

  clear(): void {
    this.#waiting.forEach(giveBack)
    this.#waiting = []
    this.#speaking?.stop()
  }

  #next(): void {
    const speech = this.#waiting.shift()
    this.#speaking = undefined
    if (!speech) return
    let over = false
    const stop = this.#loudspeaker.play(speech.address, () => {
      // An end, an error and a refusal may all come.
      if (over) return
      over = true
      giveBack(speech)
      this.#next()
    })
    if (!over) this.#speaking = { speech, stop }
  }
}

const giveBack = ({ own, address }: Speech): void => {
  if (own) URL.revokeObjectURL(address)
}

/** The page's policy allows sound from this server and from what is in memory, not from an address that holds data. */
function blobAddress(base64: string | undefined, type: string | undefined): string | undefined {
  if (!base64 || !type) return undefined
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    return URL.createObjectURL(new Blob([bytes], { type }))
  } catch {
    return undefined
  }
}
