import { formatMoney } from "./format.ts"

/** An amount in the creator's locale. */
export function Money({ minor, currency }: { minor: number; currency: string }) {
  return <>{formatMoney(minor, currency)}</>
}
