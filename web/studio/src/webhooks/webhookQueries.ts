import { type ChangeWebhook, type Delivery, take } from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { api, queryClient } from "../queries.ts"

const KEY = ["webhooks"] as const
/** How many deliveries stand on the page. */
const SHOWN = 50

export const webhooksQuery = queryOptions({
  queryKey: KEY,
  queryFn: async () => (await take(api.GET("/api/webhooks", { params: { query: { limit: 100 } } }))).items,
})

/** Asked again while one waits: nothing announces what comes of a delivery. */
export const deliveriesQuery = (id: string, only: "all" | "dead") =>
  queryOptions({
    queryKey: [...KEY, id, only],
    refetchInterval: ({ state }) =>
      state.data?.some((delivery: Delivery) => delivery.state === "pending") ? 1_000 : 15_000,
    queryFn: async () => {
      const asked = { params: { path: { id }, query: { limit: SHOWN } } }
      const page =
        only === "dead"
          ? api.GET("/api/webhooks/{id}/dead-letters", asked)
          : api.GET("/api/webhooks/{id}/deliveries", asked)
      return (await take(page)).items
    },
  })

export const renewWebhooks = () => queryClient.invalidateQueries({ queryKey: KEY })

const at = (id: string) => ({ params: { path: { id } } })

/** The answer stands in the list at once, before it is read again: a switch must not spring back in between. */
export const changeWebhook = async (id: string, body: ChangeWebhook) => {
  const changed = await take(api.PATCH("/api/webhooks/{id}", { ...at(id), body }))
  queryClient.setQueryData(webhooksQuery.queryKey, (all) =>
    all?.map((webhook) => (webhook.id === id ? changed : webhook)),
  )
  return changed
}
export const deleteWebhook = (id: string) => take(api.DELETE("/api/webhooks/{id}", at(id)))
export const rotateSecret = (id: string) => take(api.POST("/api/webhooks/{id}/rotate-secret", at(id)))
export const testWebhook = (id: string) => take(api.POST("/api/webhooks/{id}/test", at(id)))
export const replayAll = (id: string) => take(api.POST("/api/webhooks/{id}/dead-letters/replay", at(id)))
export const replay = (id: string, letter: string) =>
  take(api.POST("/api/webhooks/{id}/dead-letters/{letter}/replay", { params: { path: { id, letter } } }))
