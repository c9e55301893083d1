import { hashKey, type QueryKey } from "@tanstack/react-query"
import { queryClient } from "./queries.ts"

/** Twenty tips a second must not become twenty questions a second. */
const PACE_MS = 400
const waiting = new Map<string, ReturnType<typeof setTimeout>>()

/**
 * Reads a question again shortly, once however often it is asked meanwhile. A reading that is on its way then may have been
 * answered before: it is let through, and followed by another.
 */
export function readSoon(queryKey: QueryKey): void {
  const name = hashKey(queryKey)
  if (waiting.has(name)) return
  waiting.set(
    name,
    setTimeout(() => {
      waiting.delete(name)
      if (queryClient.isFetching({ queryKey }) > 0) readSoon(queryKey)
      else void queryClient.invalidateQueries({ queryKey })
    }, PACE_MS),
  )
}

/** Reads a question again as it stands from now on. */
export function readFromNow(queryKey: QueryKey): void {
  // One that has no answer yet would not be asked again.
  if (queryClient.isFetching({ queryKey }) > 0) readSoon(queryKey)
  else void queryClient.invalidateQueries({ queryKey })
}
