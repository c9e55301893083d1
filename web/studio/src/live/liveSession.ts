import type { Session, Tip } from "@footlights/api"
import type { Frame } from "@footlights/live"

/** What the live connection told about one session since it was followed. Pure: frames in, state out. */
export interface LiveSession {
  totals: (Totals & { toldAt: number }) | undefined
  viewers: Pick<Session, "viewerCount" | "peakViewers"> | undefined
  ended: boolean
  /** Tips that came while we were looking, newest first. */
  tips: readonly Tip[]
  /** Refunds told for tips, by id. */
  refunded: Readonly<Record<string, number>>
}

export type Totals = Pick<Session, "totalTipsCents" | "tipCount" | "currency">

/** How many live tips are kept beside the fetched pages. */
const LIVE_TIPS_LIMIT = 500

export const nothingYet: LiveSession = {
  totals: undefined,
  viewers: undefined,
  ended: false,
  tips: [],
  refunded: {},
}

/** `at` is when the frame came, in milliseconds. */
export function applyFrame(live: LiveSession, event: string, frame: Frame, at: number): LiveSession {
  switch (event) {
    case "tip_received": {
      const tip = frame.tip as Tip | undefined
      if (!tip?.id) return live
      const others = live.tips.filter(({ id }) => id !== tip.id)
      return withTotals(
        { ...live, tips: [tip, ...others].slice(0, LIVE_TIPS_LIMIT) },
        frame.sessionTotals,
        at,
      )
    }
    case "tip_refunded": {
      const { tipId, amountCents } = frame
      if (typeof tipId !== "string" || typeof amountCents !== "number") return live
      return withTotals(
        { ...live, refunded: { ...live.refunded, [tipId]: (live.refunded[tipId] ?? 0) + amountCents } },
        frame.sessionTotals,
        at,
      )
    }
    case "session_updated":
      return withViewers(
        withTotals({ ...live, ended: live.ended || frame.status === "ended" }, frame, at),
        frame,
      )
    default:
      return live
  }
}

function withTotals(live: LiveSession, told: unknown, toldAt: number): LiveSession {
  const { totalTipsCents, tipCount, currency } = (told ?? {}) as Partial<Totals>
  if (typeof totalTipsCents !== "number" || typeof tipCount !== "number") return live
  const known = currency ?? live.totals?.currency ?? ""
  return { ...live, totals: { totalTipsCents, tipCount, currency: known, toldAt } }
}

function withViewers(live: LiveSession, frame: Frame): LiveSession {
  const { viewerCount, peakViewers } = frame
  if (typeof viewerCount !== "number") return live
  const peak = typeof peakViewers === "number" ? peakViewers : (live.viewers?.peakViewers ?? 0)
  return { ...live, viewers: { viewerCount, peakViewers: Math.max(peak, viewerCount) } }
}

/** A session as it was when it was asked for. */
export type ReadSession = Session & { askedAt?: number }

/** The session as known now: what was read, and what was told since it was asked for. */
export function mergeSession(fetched: ReadSession, live: LiveSession): Session {
  const { totals, viewers, ended } = live
  const newer = totals && totals.toldAt >= (fetched.askedAt ?? 0)
  return {
    ...fetched,
    ...(newer ? { totalTipsCents: totals.totalTipsCents, tipCount: totals.tipCount } : {}),
    ...(viewers
      ? { viewerCount: viewers.viewerCount, peakViewers: Math.max(viewers.peakViewers, fetched.peakViewers) }
      : {}),
    status: ended ? "ended" : fetched.status,
  }
}

/** Fetched pages and live tips as one list, each tip once, newest first. */
export function mergeTips(fetched: readonly Tip[], live: LiveSession): Tip[] {
  const byId = new Map<string, Tip>()
  for (const tip of [...live.tips, ...fetched]) byId.set(tip.id, byId.get(tip.id) ?? tip)
  return [...byId.values()]
    .map((tip) => ({ ...tip, refundedCents: Math.max(tip.refundedCents, live.refunded[tip.id] ?? 0) }))
    .sort((a, b) => compare(b.createdAt, a.createdAt) || compare(b.id, a.id))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
