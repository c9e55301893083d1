import { notify } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { actFor, useActing } from "../acting.ts"
import { moderatingQuery } from "./moderatorQueries.ts"
import { enter } from "./StudioSwitch.tsx"

/** Rights may change while one helps: what they are now decides, and whoever is let go is shown out. */
export function useCurrentRights(): void {
  const acting = useActing()
  const moderated = useQuery({ ...moderatingQuery, refetchInterval: acting ? 60_000 : false }).data
  useEffect(() => {
    if (!acting || !moderated) return
    const now = moderated.find(({ creatorId }) => creatorId === acting.creatorId)
    if (!now) {
      notify(`You no longer help ${acting.displayName}.`)
      enter(null)
    } else if (now.rights.join() !== acting.rights.join()) actFor(now)
  }, [acting, moderated])
}
