import type { Session, Tip } from "@footlights/api"
import type { Frame } from "@footlights/live"
import { describe, expect, it } from "vitest"
import {
  applyFrame as apply,
  type LiveSession,
  mergeSession,
  mergeTips,
  nothingYet,
} from "../src/live/liveSession.ts"

const session = {
  tipCount: 2,
  totalTipsCents: 300,
  peakViewers: 5,
  viewerCount: 1,
  status: "active",
} as Session
const applyFrame = (live: LiveSession, event: string, frame: object, at = 1_000) =>
  apply(live, event, frame as Frame, at)
const tip = (id: string, createdAt: string, more: Partial<Tip> = {}) =>
  ({ id, createdAt, refundedCents: 0, amountCents: 100, ...more }) as Tip
const received = (id: string, tipCount: number, totalTipsCents: number) => ({
  tip: tip(id, `2026-11-21T20:00:0${tipCount}.000Z`),
  sessionTotals: { tipCount, totalTipsCents, currency: "USD" },
})

describe("a session as told live", () => {
  it("takes the newer of what was told and what was read", () => {
    const live = applyFrame(nothingYet, "tip_received", received("c", 3, 400))
    expect(mergeSession(session, live)).toMatchObject({ tipCount: 3, totalTipsCents: 400 })
    const readLater = { ...session, tipCount: 4, totalTipsCents: 900, askedAt: 1_001 }
    expect(mergeSession(readLater, live)).toMatchObject({ tipCount: 4, totalTipsCents: 900 })
  })

  it("takes refunds, which lower the money, and the count once nothing is left of a tip", () => {
    let live = applyFrame(nothingYet, "tip_received", received("b", 2, 300))
    live = applyFrame(live, "tip_refunded", {
      tipId: "b",
      amountCents: 100,
      sessionTotals: { tipCount: 2, totalTipsCents: 200, currency: "USD" },
    })
    expect(mergeSession(session, live).totalTipsCents).toBe(200)
    expect(mergeTips([], live)[0]?.refundedCents).toBe(100)
    live = applyFrame(live, "tip_refunded", {
      tipId: "b",
      amountCents: 200,
      sessionTotals: { tipCount: 1, totalTipsCents: 0, currency: "USD" },
    })
    expect(mergeSession(session, live)).toMatchObject({ tipCount: 1, totalTipsCents: 0 })
    expect(mergeTips([], live)[0]?.refundedCents).toBe(300)
  })

  it("keeps each tip once, newest first, whether read or told", () => {
    const live = applyFrame(
      applyFrame(nothingYet, "tip_received", received("b", 2, 1)),
      "tip_received",
      received("c", 3, 1),
    )
    const read = [tip("b", "2026-11-21T20:00:02.000Z"), tip("a", "2026-11-21T20:00:01.000Z")]
    expect(mergeTips(read, live).map(({ id }) => id)).toEqual(["c", "b", "a"])
  })

  it("follows viewers and the end, and ignores what it does not know", () => {
    let live = applyFrame(nothingYet, "session_updated", { viewerCount: 9, status: "active" })
    live = applyFrame(live, "session_updated", { viewerCount: 4, peakViewers: 9 })
    expect(mergeSession(session, live)).toMatchObject({ viewerCount: 4, peakViewers: 9, status: "active" })
    live = applyFrame(live, "session_updated", { status: "ended" })
    expect(mergeSession(session, live).status).toBe("ended")
    expect(applyFrame(live, "goal_progress", {})).toBe(live)
    expect(applyFrame(live, "tip_received", {})).toBe(live)
  })
})
