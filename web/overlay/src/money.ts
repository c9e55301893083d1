export interface Money {
  minor: number
  currency: string
}

/** "$25", "€12.50": in this machine's way of writing, without zeros that say nothing. */
export function moneyText({ minor, currency }: Money, locale?: string): string {
  try {
    const format = new Intl.NumberFormat(locale, { style: "currency", currency })
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2
    const whole = minor % 10 ** digits === 0
    const text = whole
      ? new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0 })
      : format
    return text.format(minor / 10 ** digits)
  } catch {
    // Not a currency this browser can read: the plain figure is still true.
    return `${minor / 100} ${currency.slice(0, 3)}`
  }
}
