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

/** Stands in `creatorId` for one's own studio, where something else might be meant by leaving it out. */
const OWN = "own"

/** Whose a deed is: decided when it is done, since it may be sent when another studio is open. */
export const whose = (path: string): { creatorId?: string } =>
  OF_A_CREATOR.test(path) ? { creatorId: current.get()?.creatorId ?? OWN } : {}

/** The request as the moderator of another creator makes it; a request that says whose stays with that. */
export async function asActing(request: Request): Promise<Request> {
  const url = new URL(request.url)
  if (!OF_A_CREATOR.test(url.pathname)) return request
  const creatorId = url.searchParams.get("creatorId") ?? current.get()?.creatorId
  if (creatorId === undefined) return request
  if (creatorId === OWN) url.searchParams.delete("creatorId")
  else url.searchParams.set("creatorId", creatorId)
  return moved(request, url)
}

/** The same request to another address. Its body is read first: one that is still a stream goes over HTTP/2 only. */
async function moved(request: Request, url: URL): Promise<Request> {
  const { method, headers, credentials, signal, keepalive } = request
  const body = request.body ? { body: await request.blob() } : {}
  return new Request(url, { method, headers, credentials, signal, keepalive, ...body })
}
