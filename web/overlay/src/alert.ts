import { words } from "@footlights/ui/words"
import { number, facts as record, within } from "./facts.ts"
import { type Money, moneyText } from "./money.ts"

/** An `alert` as the server conducts it. */
export interface Alert {
  alertId: string
  attempt: number
  lane: string
  kind: string
  durationMs: number
  sound: boolean
  /** From 0 to 1; undefined where the server does not say. */
  volume: number | undefined
  tipId: string | undefined
  name: string
  /** Between name and amount: "tipped". */
  verb: string
  amount: string
  message: string
  /** 1, 2 or 3: how much light it gets. */
  tier: 1 | 2 | 3
}

/** Reading time stays within these whatever a frame says, in milliseconds. */
const DURATION_MS = { least: 2_000, most: 60_000, usual: 6_000 } as const
const VERBS: Record<string, string> = {
  tip: "tipped",
  follow: "follows",
  subscription: "subscribed",
  raid: "raids",
}
/** From these amounts on, in minor units, an alert gets more light. */
const TIER_FROM = { second: 1_000, third: 5_000 } as const

/** Reads a frame; undefined when it is no alert. Whatever people wrote comes out as plain, bounded text. */
export function readAlert(frame: unknown, locale?: string): Alert | undefined {
  const { alertId, attempt, lane, kind, durationMs, sound, volume, tipId, payload } = record(frame)
  if (typeof alertId !== "string" || typeof attempt !== "number") return undefined
  const facts = record(record(payload).tip ?? payload)
  const kindName = typeof kind === "string" ? kind : "tip"
  const cents = number(facts.amountCents)
  return {
    alertId,
    attempt,
    lane: typeof lane === "string" ? lane : "main",
    kind: kindName,
    durationMs: within(durationMs, DURATION_MS.least, DURATION_MS.most, DURATION_MS.usual),
    sound: sound === true,
    volume: number(volume),
    tipId: typeof tipId === "string" ? tipId : undefined,
    name: words(facts.tipperName ?? facts.name, 255) || "Someone",
    verb: VERBS[kindName] ?? "",
    amount: amountText(facts, locale),
    message: withMore(words(facts.message, 512), number(record(payload).more ?? facts.more)),
    tier: tierOf(number(facts.tier), cents),
  }
}

function amountText(facts: Record<string, unknown>, locale: string | undefined): string {
  const minor = number(facts.amountCents)
  const tokens = number(facts.amountTokens)
  if (minor !== undefined && typeof facts.currency === "string")
    return moneyText({ minor, currency: facts.currency } satisfies Money, locale)
  return tokens === undefined ? "" : `${tokens.toLocaleString(locale)} tokens`
}

function withMore(message: string, more: number | undefined): string {
  if (!more) return message
  return message ? `${message} (and ${more} more)` : `and ${more} more`
}

function tierOf(told: number | undefined, minor = 0): 1 | 2 | 3 {
  if (told === 1 || told === 2 || told === 3) return told
  if (minor >= TIER_FROM.third) return 3
  return minor >= TIER_FROM.second ? 2 : 1
}
