/** What came over the wire, before anybody has looked at it. */
export type Facts = Record<string, unknown>

export const facts = (value: unknown): Facts =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Facts) : {}
export const list = (value: unknown): Facts[] => (Array.isArray(value) ? value.map(facts) : [])
export const number = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined
export const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)
/** A number within these, or the usual one. */
export const within = (value: unknown, least: number, most: number, usual: number): number =>
  Math.min(most, Math.max(least, number(value) ?? usual))
/** An uploaded file of this server's; nothing else is ever loaded. */
export const mediaPath = (value: unknown): string | undefined =>
  typeof value === "string" && /^\/media\/[\w/-]+$/.test(value) ? value : undefined
