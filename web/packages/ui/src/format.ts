/** How many digits a currency has after the point: 2 for USD, 0 for JPY. */
export function currencyDigits(currency: string): number {
  try {
    return (
      new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
      2
    )
  } catch {
    return 2
  }
}

/** Minor units in the reader's own way of writing money: `formatMoney(41250, "USD")` is "$412.50". */
export function formatMoney(minor: number, currency: string, locale?: string): string {
  const amount = minor / 10 ** currencyDigits(currency)
  try {
    return new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
    }).format(amount)
  } catch {
    return `${amount} ${currency}`
  }
}

/** What a person typed as an amount, in minor units; undefined when it is not one. Point or comma, as they like. */
export function parseMoney(text: string, currency: string): number | undefined {
  const plain = text.trim().replace(/[\s\u00a0\u202f']/g, "")
  const found = /^(\d{1,12})(?:[.,](\d*))?$/.exec(plain)
  if (!found) return undefined
  const digits = currencyDigits(currency)
  const fraction = found[2] ?? ""
  if (fraction.length > digits) return undefined
  return Number(found[1]) * 10 ** digits + Number(fraction.padEnd(digits, "0") || 0)
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** "just now", "3 min ago"; a clock time from an hour on, a date from a day on. */
export function relativeTime(at: number, now: number, locale?: string): string {
  const ago = now - at
  if (ago < 45 * SECOND) return "just now"
  if (ago < HOUR) return `${Math.max(1, Math.round(ago / MINUTE))} min ago`
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString()
  if (sameDay || ago < DAY / 2) return new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(at)
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(at)
}

/** The whole truth, for hover and focus. */
export function exactTime(at: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" }).format(at)
}

/** A running clock: "24:09", "1:24:09". */
export function elapsed(from: number, to: number): string {
  const seconds = Math.max(0, Math.floor((to - from) / SECOND))
  const two = (value: number) => String(value).padStart(2, "0")
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${rest}` : rest
}

/** How long something took, in words: "3 h 12 min". */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / MINUTE))
  if (minutes < 1) return "under a minute"
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return `${minutes} min`
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

/** "1 tip", "2 tips", "1,200 tips". */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString()} ${amount === 1 ? one : many}`
}
