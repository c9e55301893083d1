import type { Session } from "@footlights/api"
import { describe, expect, it } from "vitest"
import { stateWords, waitingWords } from "../src/alerts/alertWords.ts"
import { formOf, readTiming } from "../src/alerts/timing.ts"
import { lastHour, MINUTES } from "../src/live/hour.ts"
import { against, comparisonWords } from "../src/live/tonight.ts"
import {
  bodyOf,
  emptyPersona,
  formOf as formOfPersona,
  outcomeWords,
  triggerWords,
} from "../src/personas/personaForm.ts"
import { rangeText, rangeTyped, rangeWords } from "../src/personas/tipRange.ts"
import { linesOf, voicesOf, voicesText } from "../src/settings/speech.ts"

describe("alerts in words", () => {
  it("say what waits and how long a hold lasts", () => {
    expect(waitingWords(0, 0)).toBe("Nothing waits. Alerts show as they come.")
    expect(waitingWords(1, 3)).toBe("1 alert held for you, 3 in the queue.")
    const held = { state: "held" as const, test: false, releaseAt: "2026-11-21T20:00:03.000Z" }
    expect(stateWords(held, Date.parse("2026-11-21T20:00:00.500Z"))).toBe("held, shows by itself in 3 s")
    expect(stateWords({ ...held, releaseAt: null }, 0)).toBe("held until you decide")
    expect(stateWords({ state: "queued", test: true, releaseAt: null }, 0)).toBe("test · in the queue")
  })

  it("have settings that come back from seconds and amounts", () => {
    const alerts = {
      paused: false,
      doNotDisturb: false,
      volume: 80,
      holdMs: 2_500,
      minCents: 250,
      whenClosed: "keep" as const,
      waitingMax: 20,
      gapMs: 250,
      tip: { minMs: 5_000, maxMs: 12_000 },
      other: { minMs: 3_000, maxMs: 6_000 },
      tiers: [1_000, 5_000],
    }
    const form = formOf(alerts, "USD")
    const { paused: _paused, doNotDisturb: _quiet, volume: _volume, ...typed } = alerts
    expect(readTiming(form, "USD")).toEqual({ alerts: typed })
    const wrong = readTiming({ ...form, tipMax: "1", tiers: "50 10", holdSeconds: "soon" }, "USD")
    expect("wrong" in wrong && Object.keys(wrong.wrong).sort()).toEqual(["holdSeconds", "tiers", "tipMax"])
  })
})

describe("tonight", () => {
  const night = (id: string, totalTipsCents: number, more: Partial<Session> = {}) =>
    ({ id, totalTipsCents, endedAt: "2026-11-20T23:00:00.000Z", currency: "USD", ...more }) as Session

  it("is measured against the nights before, in the same money", () => {
    const before = [night("a", 20_000), night("b", 40_000), night("c", 1, { currency: "EUR" })]
    const compared = against(night("now", 41_400, { endedAt: null }), before)
    expect(compared).toEqual({ percent: 38, nights: 2 })
    expect(comparisonWords({ percent: 38, nights: 2 })).toEqual({
      lead: "+38 %",
      rest: "against the whole of your last 2, on average",
    })
    expect(comparisonWords({ percent: -5, nights: 1 }).lead).toBe("−5 %")
    expect(against(night("now", 1), [])).toBeUndefined()
    expect(against(night("now", 1), [night("a", 0)])).toBeUndefined()
  })

  it("draws the last hour out of what was read and what came since", () => {
    const now = Date.parse("2026-11-21T21:00:30.000Z")
    const read = [
      { at: "2026-11-21T20:58:00.000Z", netCents: 100, tipCount: 1, viewers: 90 },
      { at: "2026-11-21T20:59:00.000Z", netCents: 100, tipCount: 1, viewers: null },
    ]
    const came = [
      { id: "a", createdAt: "2026-11-21T20:59:10.000Z" },
      { id: "b", createdAt: "2026-11-21T20:59:50.000Z" },
      { id: "c", createdAt: "2026-11-21T21:00:01.000Z" },
      { id: "old", createdAt: "2026-11-21T20:58:01.000Z" },
    ]
    const { viewers, tips } = lastHour(read, came, 95, now)
    expect(viewers).toHaveLength(MINUTES)
    expect(viewers.slice(-3)).toEqual([90, 90, 95])
    expect(tips.slice(-3)).toEqual([1, 2, 1])
  })
})

describe("personas", () => {
  it("say when they speak and why they did not", () => {
    expect(triggerWords({ type: "keyword", value: "hello" }, "USD")).toBe("when “hello” is said")
    expect(triggerWords({ type: "timer", value: "15" }, "USD")).toBe("every 15 minutes")
    expect(triggerWords({ type: "tip", value: "1250" }, "USD")).toBe("on tips of $12.50")
    expect(outcomeWords("person_cooling_down")).toBe("still rests for this person")
  })

  it("have amounts as one types them, and send minor units", () => {
    const triggers = [{ type: "tip" as const, value: "1250" }]
    const persona = { ...emptyPersona, id: "p", position: 1, createdAt: "2026-11-21T21:00:00.000Z", triggers }
    const form = formOfPersona(persona, "USD")
    expect(form.triggers[0]?.value).toBe("12.50")
    expect(bodyOf(form, "USD").triggers).toEqual(triggers)
  })

  it.each([
    ["500", "5", "of $5.00"],
    ["500-999", "5 - 9.99", "of $5.00 to $9.99"],
    ["500-100000000", "5+", "of $5.00 and more"],
  ])("answer to a tip of %s", (value, typed, says) => {
    expect(rangeText(value, "USD")).toBe(typed)
    expect(rangeTyped(typed, "USD")).toBe(value)
    expect(rangeWords(value, "USD")).toBe(says)
  })

  it("leave what is no amount to the server", () => {
    for (const typed of ["much", "5-6-7", "5-6+", "-", "0"]) expect(rangeTyped(typed, "USD")).toBe(typed)
    expect(rangeTyped("5 -6,50", "USD")).toBe("500-650")
  })

  it("are sent without the rows that were left empty", () => {
    const body = bodyOf(
      {
        ...emptyPersona,
        name: " Robin ",
        triggers: [
          { type: "keyword", value: " " },
          { type: "first_message", value: "" },
        ],
        templates: [
          { text: "", weight: 1 },
          { text: "Welcome, {sender}", weight: 3 },
        ],
      },
      "USD",
    )
    expect(body.name).toBe("Robin")
    expect(body.triggers).toEqual([{ type: "first_message", value: "" }])
    expect(body.templates).toEqual([{ text: "Welcome, {sender}", weight: 3 }])
  })

  it("have voices by name, line by line", () => {
    const voices = voicesOf("robin = en-gb\n a = b = fr \nnothing\n= x\n")
    expect(voices).toEqual({ robin: "en-gb", "a = b": "fr" })
    expect(voicesOf(voicesText(voices))).toEqual(voices)
    expect(linesOf(" a \n\na\nb")).toEqual(["a", "b"])
  })
})
