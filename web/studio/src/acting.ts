import type { ModeratorRight } from "@footlights/api"
import { cell } from "@footlights/live"
import { useSyncExternalStore } from "react"

/** The creator whose studio this is, when it is not one's own. */
export interface Acting {
  creatorId: string
  displayName: string
  rights: readonly ModeratorRight[]
}

const STORED = "footlights.acting"

function stored(): Acting | null {
  try {
    const value = JSON.parse(sessionStorage.getItem(STORED) ?? "null") as Partial<Acting> | null
    return value && typeof value.creatorId === "string" && Array.isArray(value.rights)
      ? (value as Acting)
      : null
  } catch {
    return null
  }
}

const current = cell<Acting | null>(stored())

export const actingNow = (): Acting | null => current.get()

export function actFor(acting: Acting | null): void {
  try {
    sessionStorage.setItem(STORED, JSON.stringify(acting))
  } catch {
    // Without storage the choice ends with the page.
  }
  current.set(acting)
}

export function useActing(): Acting | null {
  return useSyncExternalStore(current.subscribe, current.get)
}

/** Whether this studio shows something: everything in one's own, what the rights say in another's. */
export function useMay(): (right: ModeratorRight | "own") => boolean {
  const acting = useActing()
  return (right) => acting === null || (right !== "own" && acting.rights.includes(right))
}

/** Routes that say whose by `creatorId`; the others find the creator by the id in their path. */
const OF_A_CREATOR = /^\/api\/(sessions(\/active)?|tips|settings|alerts(\/(pause|resume))?)$/

/** The request as the moderator of another creator makes it. */
export function asActing(request: Request): Request {
  const acting = current.get()
  const url = new URL(request.url)
  if (!acting || !OF_A_CREATOR.test(url.pathname)) return request
  url.searchParams.set("creatorId", acting.creatorId)
  return new Request(url, request)
}
