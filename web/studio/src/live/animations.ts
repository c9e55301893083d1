import type { CustomAnimation, Page, TriggerAnimation } from "@footlights/api"
import { notify, notifyFailure } from "@footlights/ui"
import { queryOptions, useMutation } from "@tanstack/react-query"
import { call } from "../queries.ts"

export const customAnimationsQuery = queryOptions({
  queryKey: ["animations", "custom"],
  staleTime: 60_000,
  queryFn: ({ signal }) => call<Page<CustomAnimation>>("GET", "/api/animations/custom", { signal }),
  select: ({ items }) => items,
})

export const BUILT_IN = [
  { type: "confetti", name: "Confetti" },
  { type: "hearts", name: "Hearts" },
  { type: "rain", name: "Rain" },
] as const

/** Plays now or not at all: an animation that comes late is no answer to anything. */
export function usePlay() {
  return useMutation({
    mutationFn: ({ name: _name, ...body }: TriggerAnimation & { name: string }) =>
      call("POST", "/api/animations/trigger", { body }),
    onMutate: ({ name }) => notify(`${name} on the overlay.`),
    onError: notifyFailure,
  })
}
