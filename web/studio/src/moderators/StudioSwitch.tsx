import { SelectField } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { actFor, useActing } from "../acting.ts"
import { meQuery, queryClient } from "../queries.ts"
import { moderatingQuery } from "./moderatorQueries.ts"
import { isCreator } from "./NoStudio.tsx"

const OWN = "own"

/** Whose studio this is. Only there for those who moderate somebody. */
export function StudioSwitch() {
  const acting = useActing()
  const me = useQuery(meQuery).data
  const moderated = useQuery(moderatingQuery).data ?? []
  if (!me || (moderated.length === 0 && !acting)) return null
  const others = moderated.map(({ creatorId, displayName }) => ({ value: creatorId, label: displayName }))
  const here = acting && !others.some(({ value }) => value === acting.creatorId)
  const options = [
    ...(isCreator(me) || !acting ? [{ value: OWN, label: "Yours" }] : []),
    ...others,
    ...(here ? [{ value: acting.creatorId, label: acting.displayName }] : []),
  ]
  return (
    <SelectField
      label="Studio"
      value={acting?.creatorId ?? OWN}
      options={options}
      onChange={(creatorId) => {
        const chosen = moderated.find((one) => one.creatorId === creatorId)
        enter(chosen ?? null)
      }}
    />
  )
}

/** Another's studio, or back to one's own (`null`): nothing of the one before may be seen there. */
export function enter(studio: Parameters<typeof actFor>[0]): void {
  actFor(studio)
  const keeps = new Set(["me", "auth", "moderating"])
  queryClient.removeQueries({ predicate: ({ queryKey }) => !keeps.has(String(queryKey[0])) })
}
