import { OfflineError, RefusedError } from "../protocol.ts"
import type { PresenceCounts, RosterState } from "./nouns.ts"
import type { RoomState } from "./state.ts"

/** How requests reach the server and speak for somebody. */
export interface Reach {
  /** Where the server is: `https://stage.example`. */
  origin: string
  /** A bearer token; without one the browser's sign-in counts. */
  token?: (() => string | Promise<string>) | undefined
  fetch?: typeof fetch | undefined
}

/** People that are read at once. */
const READ_MAX = 200

/** One request; refusals are thrown as `RefusedError`, with the server's code. */
export async function ask<T>(reach: Reach, method: string, path: string, body?: object): Promise<T> {
  const headers: Record<string, string> = {}
  if (reach.token) headers.authorization = `Bearer ${await reach.token()}`
  if (method !== "GET") headers["x-footlights-csrf"] = "1"
  if (body) headers["content-type"] = "application/json"
  const send = reach.fetch ?? fetch
  const response = await send(`${reach.origin}${path}`, {
    method,
    headers,
    credentials: reach.token ? "omit" : "same-origin",
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch(() => {
    throw new OfflineError("The server cannot be reached.")
  })
  const text = await response.text()
  const answer: unknown = text ? JSON.parse(text) : undefined
  if (response.ok) return answer as T
  const { code = "internal", detail = "The server gave no reason." } = (answer ?? {}) as Record<
    string,
    string
  >
  throw new RefusedError({ code, message: detail })
}

interface Here {
  state: RosterState
  counts: PresenceCounts
  items: { accountId: string; presence: "active" | "away" }[]
}

/** Who is there in person, as a join or the roster says it. */
export const presenceOf = ({ state, counts, items }: Here): RoomState["presence"] => ({
  state,
  counts,
  people: new Map(items.map(({ accountId, presence }) => [accountId, presence])),
})

/** Reads the roster: where more has changed than a frame names. */
export const readPresence = async (reach: Reach, id: string): Promise<RoomState["presence"]> =>
  presenceOf(await ask<Here>(reach, "GET", `/api/rooms/${id}/presence?limit=${READ_MAX}`))
