/**
 * What a stranger wrote, made fit to stand beside our own words: no line breaks or control characters, no towers of
 * combining marks, no embeddings and overrides of direction (one left open would reach out of its box; the
 * direction of what is written comes from its letters), bounded. Markup is harmless because it is only set as text.
 */
export function words(value: unknown, codePointsMost: number): string {
  if (typeof value !== "string") return ""
  const plain = value
    .normalize("NFC")
    .replace(/\p{Cc}+/gu, " ")
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, "")
    // Four marks on one letter are more than any script writes.
    .replace(/(\p{M}{4})\p{M}+/gu, "$1")
    .trim()
  const points = Array.from(plain)
  return points.length > codePointsMost ? `${points.slice(0, codePointsMost - 1).join("")}…` : plain
}
