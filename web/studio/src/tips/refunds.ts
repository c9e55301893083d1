import type { Tip } from "@footlights/api"
import { formatMoney, words } from "@footlights/ui"
import { queryOptions, useQuery } from "@tanstack/react-query"
import { actUndoably } from "../deeds/act.ts"
import { queryClient } from "../queries.ts"

type Refunding = Readonly<Record<string, true>>

const refundingQuery = queryOptions<Refunding>({
  queryKey: ["refunding"],
  queryFn: () => ({}),
  staleTime: Number.POSITIVE_INFINITY,
  initialData: {},
})

/** Whether a refund of this tip is on its way: the row shows it at once. */
export const useRefunding = (tipId: string): boolean => tipId in useQuery(refundingQuery).data

/** Gives back all that is left; there is time to undo before the server hears of it. */
export function refundTip(tip: Tip): void {
  queryClient.setQueryData(refundingQuery.queryKey, (known) => known ?? {})
  const left = formatMoney(tip.amountCents - tip.refundedCents, tip.currency)
  actUndoably(`${left} of ${words(tip.tipperName, 25) || "someone"} is given back.`, {
    method: "POST",
    path: `/api/tips/${tip.id}/refund`,
    body: {},
    patches: [{ key: refundingQuery.queryKey, apply: (known: Refunding) => ({ ...known, [tip.id]: true }) }],
    reads: [["tips"], ["sessions"], ["goals"]],
  })
}
