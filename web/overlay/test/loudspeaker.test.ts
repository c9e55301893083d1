import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Loudspeaker } from "../src/sound/loudspeaker.ts"
import { Voice } from "../src/sound/voice.ts"

/** What was begun, and a way to end it. */
let played: FakeAudio[] = []
class FakeAudio {
  readonly src: string
  volume = 1
  paused = false
  readonly #heard = new Map<string, () => void>()
  constructor(src: string) {
    this.src = src
    played.push(this)
  }
  addEventListener = (name: string, act: () => void) => void this.#heard.set(name, act)
  play = () => Promise.resolve()
  pause = () => {
    this.paused = true
  }
  removeAttribute = () => undefined
  ends = () => this.#heard.get("ended")?.()
}

function storage(): Storage {
  const kept = new Map<string, string>()
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  } as Storage
}
const speaker = (options: { silent?: boolean; storage?: Storage } = {}) =>
  new Loudspeaker({ silent: () => options.silent === true, storage: options.storage })
const speech = (tipId: string, more: object = {}) => ({
  tipId,
  sound: true,
  audioUrl: `/media/speech/${tipId}`,
  format: "wav",
  ...more,
})

beforeEach(() => {
  played = []
  vi.stubGlobal("Audio", FakeAudio)
})
afterEach(() => vi.unstubAllGlobals())

describe("sounds", () => {
  it("belong to the first overlay of this browser that asks", () => {
    const shared = storage()
    const [one, two] = [speaker({ storage: shared }), speaker({ storage: shared })]
    expect([one.claim("a"), two.claim("a"), two.claim("b"), one.claim("b")]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  it("are not made by a preview, nor at no volume", () => {
    expect(speaker({ silent: true }).claim("a")).toBe(false)
    const off = speaker()
    off.set(0)
    expect(off.claim("a")).toBe(false)
    off.set(7)
    expect(off.loudness).toBe(0)
  })
})

describe("the voice", () => {
  it("reads one tip after another at the volume that was set", () => {
    const loud = speaker()
    loud.set(0.4)
    const voice = new Voice(loud)
    voice.say(speech("a"))
    voice.say(speech("b"))
    expect(played.map(({ src, volume }) => [src, volume])).toEqual([["/media/speech/a", 0.4]])
    played[0]?.ends()
    expect(played.map(({ src }) => src)).toEqual(["/media/speech/a", "/media/speech/b"])
  })

  it("is heard once: only where the server says so, and never from elsewhere", () => {
    const voice = new Voice(speaker())
    voice.say(speech("a", { sound: false }))
    voice.say(speech("b", { audioUrl: "https://evil.example/x" }))
    voice.say(speech("c", { sound: "yes" }))
    new Voice(speaker({ silent: true })).say(speech("d"))
    expect(played).toEqual([])
  })

  it("takes what came with the frame before what must be fetched", () => {
    const made: Blob[] = []
    vi.stubGlobal("URL", {
      createObjectURL: (blob: Blob) => {
        made.push(blob)
        return "blob:1"
      },
      revokeObjectURL: () => undefined,
    })
    new Voice(speaker()).say(speech("a", { audioBase64: btoa("RIFF") }))
    expect(played.map(({ src }) => src)).toEqual(["blob:1"])
    expect(made.map(({ type, size }) => [type, size])).toEqual([["audio/wav", 4]])
    new Voice(speaker()).say(speech("b", { audioBase64: "%%%" }))
    expect(played.at(-1)?.src).toBe("/media/speech/b")
  })

  it("ends with the alert that was skipped, and goes on with the next", () => {
    const voice = new Voice(speaker())
    for (const tip of ["a", "b", "c"]) voice.say(speech(tip))
    voice.skip("b")
    voice.skip("a")
    expect(played.map(({ src, paused }) => [src, paused])).toEqual([
      ["/media/speech/a", true],
      ["/media/speech/c", false],
    ])
  })

  it("has at most thirty waiting", () => {
    const voice = new Voice(speaker())
    for (let tip = 0; tip < 100; tip += 1) voice.say(speech(String(tip)))
    for (let guard = 0; guard < 100; guard += 1) played.at(-1)?.ends()
    expect(played).toHaveLength(31)
  })
})
