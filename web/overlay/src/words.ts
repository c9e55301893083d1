/**
 * What a stranger wrote, made fit to stand on a stage: no line breaks or control characters, no towers of
 * combining marks, bounded. Direction tricks are kept apart by `unicode-bidi: isolate` where it is drawn; markup is
 * harmless because it is only ever set as text.
 */
export function words(value: unknown, codePointsMost: number): string {
  if (typeof value !== "string") return ""
  const plain = value
    .normalize("NFC")
    .replace(/\p{Cc}+/gu, " ")
    // Four marks on one letter are more than any script writes.
    .replace(/(\p{M}{4})\p{M}+/gu, "$1")
    .trim()
  const points = Array.from(plain)
  return points.length > codePointsMost ? `${points.slice(0, codePointsMost - 1).join("")}…` : plain
}
