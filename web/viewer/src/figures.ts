/** Amounts in the reader's own way of writing, without zeros that say nothing. */
export function moneyText(minor: number, currency: string, locale?: string): string {
  try {
    const format = new Intl.NumberFormat(locale, { style: "currency", currency })
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2
    if (minor % 10 ** digits !== 0) return format.format(minor / 10 ** digits)
    const whole = { style: "currency", currency, maximumFractionDigits: 0 } as const
    return new Intl.NumberFormat(locale, whole).format(minor / 10 ** digits)
  } catch {
    return `${minor / 100} ${currency.slice(0, 3)}`
  }
}

export const tokensText = (tokens: number, locale?: string): string =>
  `${tokens.toLocaleString(locale)} ${tokens === 1 ? "token" : "tokens"}`

/** "just now", "4 min ago", then the time of day. */
export function agoText(at: string, now: number, locale?: string): string {
  const moment = Date.parse(at)
  if (!Number.isFinite(moment)) return ""
  const minutes = Math.floor((now - moment) / 60_000)
  if (minutes < 1) return "just now"
  if (minutes < 60) return `${minutes} min ago`
  return new Date(moment).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" })
}
