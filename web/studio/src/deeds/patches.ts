import { hashKey, matchQuery, type QueryKey } from "@tanstack/react-query"
import { queryClient } from "../queries.ts"

/** What a deed under way changes in what was read: shown at once, and again over whatever is read meanwhile. */
export interface Patch {
  /** The question, or the beginning of several. */
  key: QueryKey
  // biome-ignore lint/suspicious/noExplicitAny: each question has an answer of its own shape
  apply: (cached: any) => unknown
}

const active = new Set<Patch>()

queryClient.getQueryCache().subscribe(({ type, query, ...event }) => {
  if (type !== "updated" || !("action" in event)) return
  const { action } = event
  if (action.type !== "success" || action.manual) return
  for (const patch of active)
    if (matchQuery({ queryKey: patch.key }, query)) show({ ...patch, key: query.queryKey }, true)
})

function show({ key, apply }: Patch, exact = false): void {
  queryClient.setQueriesData({ queryKey: key, exact }, (cached: unknown) =>
    cached === undefined || cached === null ? cached : apply(cached),
  )
}

/** Shows the patches; the answer takes them off: `undo` puts back what stood there before. */
export function lay(patches: readonly Patch[]): { lift: () => void; undo: () => void } {
  const before = patches.flatMap(({ key }) => queryClient.getQueriesData({ queryKey: key }))
  for (const patch of patches) {
    void queryClient.cancelQueries({ queryKey: patch.key })
    active.add(patch)
    show(patch)
  }
  const lift = () => {
    for (const patch of patches) active.delete(patch)
  }
  return {
    lift,
    undo: () => {
      lift()
      for (const [key, value] of new Map(before.map((entry) => [hashKey(entry[0]), entry])).values())
        queryClient.setQueryData(key, value)
    },
  }
}
