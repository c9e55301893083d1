import type { AlertSettings } from "@footlights/api"
import { moneyText, typedMoney } from "../money.ts"

/** The settings as one types them: seconds and amounts. */
export interface TimingForm {
  holdSeconds: string
  min: string
  gapSeconds: string
  waitingMax: string
  tipMin: string
  tipMax: string
  otherMin: string
  otherMax: string
  tiers: string
  whenClosed: AlertSettings["whenClosed"]
}

const seconds = (ms: number) => String(ms / 1_000)

export const formOf = (alerts: AlertSettings, currency: string): TimingForm => ({
  holdSeconds: seconds(alerts.holdMs),
  min: moneyText(alerts.minCents, currency),
  gapSeconds: seconds(alerts.gapMs),
  waitingMax: String(alerts.waitingMax),
  tipMin: seconds(alerts.tip.minMs),
  tipMax: seconds(alerts.tip.maxMs),
  otherMin: seconds(alerts.other.minMs),
  otherMax: seconds(alerts.other.maxMs),
  tiers: alerts.tiers.map((tier) => moneyText(tier, currency)).join(" "),
  whenClosed: alerts.whenClosed,
})

/** Milliseconds out of "2.5" or "2,5"; undefined when it is no number. */
function ms(text: string): number | undefined {
  const value = Number(text.trim().replace(",", "."))
  return text.trim() !== "" && Number.isFinite(value) && value >= 0 ? Math.round(value * 1_000) : undefined
}

/** What is sent, or the fields that are wrong. */
export function readTiming(
  form: TimingForm,
  currency: string,
): { alerts: Partial<AlertSettings> } | { wrong: Partial<Record<keyof TimingForm, string>> } {
  const wrong: Partial<Record<keyof TimingForm, string>> = {}
  const time = (name: keyof TimingForm) => {
    const value = ms(form[name])
    if (value === undefined) wrong[name] = "Seconds, like 3 or 2.5."
    return value ?? 0
  }
  const pair = (least: keyof TimingForm, most: keyof TimingForm) => {
    const [minMs, maxMs] = [time(least), time(most)]
    if (maxMs < minMs && !wrong[most]) wrong[most] = "Not less than the shortest."
    return { minMs, maxMs }
  }
  const holdMs = time("holdSeconds")
  const gapMs = time("gapSeconds")
  const tip = pair("tipMin", "tipMax")
  const other = pair("otherMin", "otherMax")
  const minCents = typedMoney(form.min || "0", currency)
  if (minCents === undefined || minCents === null) wrong.min = "An amount, like 0 or 2.50."
  const waitingMax = /^\d{1,4}$/.test(form.waitingMax.trim()) ? Number(form.waitingMax) : undefined
  if (!waitingMax) wrong.waitingMax = "A whole number above zero."
  const tiers = form.tiers
    .split(/[\s;]+/)
    .filter(Boolean)
    .map((tier) => typedMoney(tier, currency))
  const rising = tiers.every((tier, place) => tier && (place === 0 || tier > (tiers[place - 1] ?? 0)))
  if (!rising) wrong.tiers = "Amounts that rise, with spaces between: 10 50."
  if (Object.keys(wrong).length > 0) return { wrong }
  return {
    alerts: {
      holdMs,
      gapMs,
      tip,
      other,
      minCents: minCents ?? 0,
      waitingMax: waitingMax ?? 20,
      tiers: tiers.map((tier) => tier ?? 0),
      whenClosed: form.whenClosed,
    },
  }
}
