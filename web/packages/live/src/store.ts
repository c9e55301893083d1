/** A value one can read and follow; the shape that `useSyncExternalStore` wants. */
export interface Store<T> {
  get(): T
  /** Calls `listener` after each change; the answer ends it. */
  subscribe(listener: () => void): () => void
}

/** A store its owner may change. */
export interface Cell<T> extends Store<T> {
  set(next: T): void
}

export function cell<T>(first: T): Cell<T> {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(value, next)) return
      value = next
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
