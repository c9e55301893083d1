import { hashKey, type QueryKey } from "@tanstack/react-query"
import { queryClient } from "./queries.ts"

/** Twenty tips a second must not become twenty questions a second. */
const PACE_MS = 400
const waiting = new Map<string, ReturnType<typeof setTimeout>>()

/** Reads a question again shortly, once however often it is asked meanwhile. */
export function readSoon(queryKey: QueryKey): void {
  const name = hashKey(queryKey)
  if (waiting.has(name)) return
  waiting.set(
    name,
    setTimeout(() => {
      waiting.delete(name)
      void queryClient.invalidateQueries({ queryKey })
    }, PACE_MS),
  )
}
