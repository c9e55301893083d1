import { Connection, type LiveState } from "../connection.ts"
import { socketAtOriginLater } from "../laterSocket.ts"
import type { MakeSocket } from "../socket.ts"
import type { Store } from "../store.ts"
import { Inbox } from "./inbox.ts"
import type { RoomNoun, RoomRole } from "./nouns.ts"
import { ask, type Reach } from "./read.ts"
import { type JoinWith, type Look, Room } from "./room.ts"

export interface RoomsOptions {
  /** Where the server is; this page's own origin when not said. */
  origin?: string
  /** A bearer token: asked for at every connect and request. Without it the browser's sign-in counts. */
  token?: () => string | Promise<string>
  makeSocket?: MakeSocket
  fetch?: typeof fetch
}

/** The room to make; what is not said is as the server has it. */
export interface CreateRoom {
  name: string
  description?: string
  visibility?: RoomNoun["visibility"]
  tags?: string[]
  capacity?: number | null
  stageSize?: number
  defaultJoinRole?: RoomRole
  guestsAllowed?: boolean
  slowModeSeconds?: number
  password?: string
}

/** A guest of one room: a token that is good for it alone. */
export interface Guest {
  accessToken: string
  roomId: string
}

/** Rooms over one connection. */
export class Rooms {
  /** How the connection fares, for a bar that says so. */
  readonly connection: Store<LiveState>
  readonly #connection: Connection
  readonly #reach: Reach

  constructor({ origin = location.origin, token, makeSocket, fetch }: RoomsOptions = {}) {
    this.#reach = { origin, token, fetch }
    this.#connection = new Connection({
      namespace: "/rooms",
      auth: async () => ({ token: token ? await token() : await socketToken(this.#reach) }),
      makeSocket: makeSocket ?? socketAtOriginLater(origin),
    })
    this.connection = this.#connection.state
  }

  /** Makes a room, of which one is the owner. */
  create(room: CreateRoom): Promise<RoomNoun> {
    return ask<RoomNoun>(this.#reach, "POST", "/api/rooms", room)
  }

  /** Joins a room and follows it until it is left or closed. */
  join(roomId: string, how: JoinWith = {}, look: Look = {}): Room {
    return new Room(this.#connection, this.#reach, roomId, how, look)
  }

  /** Follows one's own invitations. */
  inbox(): Inbox {
    return new Inbox(this.#connection)
  }

  /** Hangs up; rooms that were joined are followed no more. */
  close(): void {
    this.#connection.close()
  }
}

/** A short-lived token for the socket of whoever is signed in by the browser. */
async function socketToken(reach: Reach): Promise<string> {
  const { socketToken: token } = await ask<{ socketToken: string }>(reach, "GET", "/api/auth/me?socket=true")
  return token
}

/** Becomes a guest of the room behind a join link, under a name of one's own. */
export const becomeGuest = (origin: string, displayName: string, joinLink: string): Promise<Guest> =>
  ask<Guest>({ origin }, "POST", "/api/auth/guest", { displayName, joinLink })
