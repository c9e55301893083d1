import { take } from "@footlights/api"
import { notify, notifyFailure } from "@footlights/ui"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { api, overlayQuery } from "../queries.ts"

/** Sends an alert that is no tip: it shows on the overlay and changes no total. */
export function useTestTip() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      await take(api.POST("/api/overlay/test", { body: {} }))
      return client.fetchQuery({ ...overlayQuery, staleTime: 0 })
    },
    onSuccess: ({ connected }) =>
      notify(
        connected
          ? "The test tip is on its way to the overlay."
          : "The test tip waits: it shows as soon as an overlay is open.",
      ),
    onError: notifyFailure,
  })
}
