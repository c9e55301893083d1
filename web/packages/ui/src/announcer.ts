/** Says things to screen readers, politely, at most one a second; several tips in a second become "3 more tips". */
type Listener = (text: string) => void

const PACE_MS = 1_000
const listeners = new Set<Listener>()
let waiting: { text: string; many: ((count: number) => string) | undefined }[] = []
let timer: ReturnType<typeof setTimeout> | undefined

/** `many` says several of the same kind at once; without it each is said in its turn. */
export function announce(text: string, many?: (count: number) => string): void {
  waiting.push({ text, many })
  if (timer === undefined) speak()
}

export function onAnnouncement(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function speak(): void {
  timer = undefined
  const first = waiting[0]
  if (!first) return
  const same = first.many ? waiting.filter((other) => other.many === first.many) : [first]
  waiting = waiting.filter((other) => !same.includes(other)).slice(0, 5)
  const text = same.length > 1 && first.many ? first.many(same.length) : first.text
  for (const listener of listeners) listener(text)
  timer = setTimeout(speak, PACE_MS)
}
