import { OfflineError, RefusedError } from "../protocol.ts"
import type { ChatMessage, Participant, PresenceCounts, RoomNoun, RosterState } from "./nouns.ts"
import type { WholeRoom } from "./state.ts"

/** How requests reach the server and speak for somebody. */
export interface Reach {
  /** Where the server is: `https://stage.example`. */
  origin: string
  /** A bearer token; without one the browser's sign-in counts. */
  token?: (() => string | Promise<string>) | undefined
  fetch?: typeof fetch | undefined
}

/** Participants, messages and people that are read at first. */
const READ_MAX = 200

interface Page<T> {
  items: T[]
  nextCursor: string | null
}
interface Here extends Page<{ accountId: string; presence: "active" | "away" }> {
  state: RosterState
  counts: PresenceCounts
}

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

/** Who is there in person. */
export async function readPresence(reach: Reach, id: string): Promise<WholeRoom["presence"]> {
  const here = await ask<Here>(reach, "GET", `/api/rooms/${id}/presence?limit=${READ_MAX}`)
  const people = new Map(here.items.map(({ accountId, presence }) => [accountId, presence]))
  return { state: here.state, counts: here.counts, people }
}

/** Everything of a room that a page begins with. */
export async function readWhole(reach: Reach, id: string): Promise<WholeRoom> {
  const get = <T>(rest: string) => ask<T>(reach, "GET", `/api/rooms/${id}${rest}`)
  const limit = `limit=${READ_MAX}`
  const [room, participants, hands, presence, chat] = await Promise.all([
    get<RoomNoun & { me?: Participant | null }>(""),
    get<Page<Participant>>(`/participants?${limit}`),
    get<Page<Participant>>(`/hands?${limit}`),
    readPresence(reach, id),
    get<Page<ChatMessage>>(`/chat?${limit}`),
  ])
  const own = room.me ? [room.me] : []
  return {
    room,
    meId: room.me?.accountId ?? "",
    participants: [...participants.items, ...hands.items, ...own],
    presence,
    chat: [...chat.items].reverse(),
  }
}
