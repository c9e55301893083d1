import { currencyDigits, parseMoney } from "@footlights/ui"

/** Minor units as one types them: 1250 is "12.50", 1200 is "12". */
export function moneyText(minor: number | null | undefined, currency: string): string {
  if (minor === null || minor === undefined) return ""
  const digits = currencyDigits(currency)
  const amount = minor / 10 ** digits
  return Number.isInteger(amount) ? String(amount) : amount.toFixed(digits)
}

/** What was typed in minor units; null when nothing was, undefined when it is no amount. */
export function typedMoney(text: string, currency: string): number | null | undefined {
  return text.trim() === "" ? null : parseMoney(text, currency)
}

/** A whole number that was typed; null when nothing was, undefined when it is none. */
export function typedWhole(text: string): number | null | undefined {
  if (text.trim() === "") return null
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined
}
