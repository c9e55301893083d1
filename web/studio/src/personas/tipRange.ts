import { formatMoney } from "@footlights/ui"
import { moneyText, typedMoney } from "../money.ts"

/** The greatest tip there is, in minor units: a range up to it has no end. */
const MOST = 100_000_000

/** "500", "500-999": exactly so much, or anything in between. */
function read(value: string): [number, number] | undefined {
  const found = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(value)
  if (!found) return undefined
  const from = Number(found[1])
  return [from, found[2] === undefined ? from : Number(found[2])]
}

/** "500-100000000" as one types it: "5+". What is no range stays as it is. */
export function rangeText(value: string, currency: string): string {
  const range = read(value)
  if (!range) return value
  const [from, to] = range
  const least = moneyText(from, currency)
  if (to >= MOST) return `${least}+`
  return from === to ? least : `${least} - ${moneyText(to, currency)}`
}

/** What was typed, in minor units. What is no range goes as it is: the server says what is wrong with it. */
export function rangeTyped(text: string, currency: string): string {
  const open = text.trim().endsWith("+")
  const [least, most, ...rest] = text.replace(/\+\s*$/, "").split("-")
  const from = typedMoney(least ?? "", currency)
  const to = most === undefined ? from : typedMoney(most, currency)
  if (!from || !to || rest.length > 0 || (open && most !== undefined)) return text
  if (open) return `${from}-${MOST}`
  return most === undefined ? String(from) : `${from}-${to}`
}

/** "of $5.00", "of $5.00 to $10.00", "of $5.00 and more". */
export function rangeWords(value: string, currency: string): string {
  const range = read(value)
  if (!range) return `of ${value}`
  const [from, to] = range.map((minor) => formatMoney(minor, currency))
  if (range[1] >= MOST) return `of ${from} and more`
  return from === to ? `of ${from}` : `of ${from} to ${to}`
}
