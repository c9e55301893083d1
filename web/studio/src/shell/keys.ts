/** What a key press asks for. A pure reading, so that it can be tested without a page. */
export type KeyAct =
  | { act: "search" }
  | { act: "keys" }
  | { act: "test-tip" }
  | { act: "go"; letter: string }
  | undefined

/** How long after `g` a letter still counts, in milliseconds. */
const CHORD_MS = 1_500

/** Reads presses in order; `g` waits for its letter. */
export class KeyReader {
  #goSince: number | undefined

  read(key: string, nowMs: number): KeyAct {
    const inChord = this.#goSince !== undefined && nowMs - this.#goSince < CHORD_MS
    this.#goSince = undefined
    if (inChord && /^[a-z]$/.test(key)) return { act: "go", letter: key }
    if (key === "g") this.#goSince = nowMs
    if (key === "/") return { act: "search" }
    if (key === "?") return { act: "keys" }
    if (key === "t") return { act: "test-tip" }
    return undefined
  }
}

/** Keys belong to the field one writes in, and to the browser when a modifier is held. */
export function isForUs(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return false
  const target = event.target as HTMLElement | null
  return !target?.closest("input, textarea, select, [contenteditable], dialog[open]")
}
