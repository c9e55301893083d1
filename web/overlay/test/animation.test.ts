import { describe, expect, it } from "vitest"
import { readAnimation } from "../src/effect/animation.ts"

describe("reading an animation", () => {
  it("says what moves, how long and how much", () => {
    const frame = {
      eventId: "e",
      type: "hearts",
      metadata: { durationMs: 900, tier: 3 },
      occurredAt: "2026-11-21T19:00:00.000Z",
    }
    expect(readAnimation(frame)).toMatchObject({
      id: "e",
      kind: "hearts",
      durationMs: 900,
      tier: 3,
      occurredAt: 1_795_287_600_000,
    })
    expect(readAnimation({ type: "rain" })).toMatchObject({
      durationMs: 4_000,
      tier: 1,
      occurredAt: undefined,
    })
  })

  it("loads files of this server only", () => {
    const custom = (metadata: object) => readAnimation({ type: "custom", metadata })
    expect(custom({ imageUrl: "/media/0199-ab", soundUrl: "/media/x/y" })).toMatchObject({
      image: "/media/0199-ab",
      sound: "/media/x/y",
    })
    for (const imageUrl of [
      "https://evil.example/media/a",
      "//evil.example/a",
      "/media/../api/settings",
      "/api/settings",
      "javascript:boo()",
      "/media/a?b",
      "data:image/png;base64,AA==",
      7,
    ])
      expect(custom({ imageUrl }), String(imageUrl)).toBeUndefined()
  })

  it("passes over what it cannot show", () => {
    for (const bad of [undefined, null, 7, {}, { type: "snow" }, { type: "custom" }, { type: 1 }])
      expect(readAnimation(bad)).toBeUndefined()
    const long = readAnimation({ type: "rain", metadata: { durationMs: 1e9, tier: -4 } })
    expect(long).toMatchObject({ durationMs: 30_000, tier: 1 })
  })
})
