import type { Connection } from "../connection.ts"
import { DisplayHold } from "../displayHold.ts"
import type { Frame, Joined } from "../protocol.ts"
import { ServerClock } from "../serverClock.ts"
import { type Cell, cell, type Store } from "../store.ts"
import type { ChatMessage, Participant, Presence, RoomNoun, RoomRole } from "./nouns.ts"
import { presenceOf, type Reach, readPresence } from "./read.ts"
import { joined, me, NOTHING_YET, type RoomState, told, type WholeRoom, whole } from "./state.ts"

/** What opens the room, where something is asked for. */
export interface JoinWith {
  password?: string
  /** The secret of a join link. */
  link?: string
}

/** How one looks at a room. */
export interface Look {
  /**
   * Holds back what happens until its `displayAt`, for a page that shows a delayed picture beside it. Whoever makes the show (hosts,
   * moderators, speakers, the stage) sees everything as it happens all the same, and what one does oneself is never held.
   */
  atDisplayTime?: boolean
}

/** How often the clocks are compared, where frames are held. */
const CLOCK_MS = 60_000
/** How often it is said that one is still there. */
const HEARTBEAT_MS = 60_000

/**
 * One room, joined: what is in it as it stands now, and what can be done there. After a loss of the connection it joins again
 * by itself and gets exactly what is missing, or everything anew where that is too much.
 */
export class Room {
  readonly id: string
  readonly state: Store<RoomState>
  readonly #state: Cell<RoomState> = cell<RoomState>(NOTHING_YET)
  readonly #connection: Connection
  readonly #reach: Reach
  readonly #unfollow: () => void
  readonly #beat: ReturnType<typeof setInterval>
  readonly #hold: DisplayHold
  readonly #clock: ServerClock
  readonly #holds: boolean
  #reading = 0
  readonly #ends: (() => void)[] = []
  readonly #handlers = new Map<string, Set<(frame: Frame) => void>>()

  constructor(connection: Connection, reach: Reach, id: string, how: JoinWith = {}, look: Look = {}) {
    this.id = id
    this.state = this.#state
    this.#connection = connection
    this.#reach = reach
    this.#holds = look.atDisplayTime === true
    this.#clock = new ServerClock(() => connection.request<{ now: string }>("clock", {}))
    this.#hold = new DisplayHold(
      (event, frame) => this.#told(event, frame),
      () => this.#clock.now(),
    )
    let brought: JoinWith = how
    this.#unfollow = connection.follow({
      join: "join",
      body: () => ({ roomId: id, ...brought }),
      onJoined: (answer) => {
        // Who is in stays in: a password that was changed since, or a link that is used up, must not be asked again.
        brought = {}
        this.#joined(answer)
      },
      onSnapshot: (state, snapshot) => {
        // The whole as it is now: what was held is part of it.
        this.#hold.drop()
        this.#state.set(whole(this.#state.get(), state as unknown as WholeRoom))
        this.#hear("snapshot", snapshot as unknown as Frame)
      },
      onFrame: (event, frame) => this.#came(event, frame),
      onRefused: ({ code, message }) =>
        this.#state.set({ ...this.#state.get(), standing: "refused", refusal: { code, message } }),
    })
    this.#ends.push(
      connection.on("error", (frame) => {
        if (frame.roomId === id) this.#out()
      }),
      // A ban ends the connection itself.
      connection.state.subscribe(() => {
        if (connection.state.get().phase === "revoked") this.#out()
      }),
    )
    if (this.#holds) {
      const compare = setInterval(() => void this.#clock.measure(), CLOCK_MS)
      this.#ends.push(() => clearInterval(compare))
    }
    this.#beat = setInterval(() => this.#heartbeat(), HEARTBEAT_MS)
    if (typeof addEventListener === "function") addEventListener("visibilitychange", this.#heartbeat, true)
  }

  /**
   * Hears each thing that happens, once and in its order, also across losses of the connection: `chat_message`,
   * `participant_joined` … The answer ends it. `snapshot` says that too much was missed: the state was read anew.
   */
  on(event: string, handler: (frame: Frame) => void): () => void {
    const handlers = this.#handlers.get(event) ?? new Set()
    this.#handlers.set(event, handlers.add(handler))
    return () => handlers.delete(handler)
  }

  /** Writes in the chat; the message comes to everybody, oneself included, as a frame. */
  say(text: string): Promise<{ message: ChatMessage }> {
    return this.#request("send_chat", { text })
  }
  deleteMessage(messageId: string): Promise<object> {
    return this.#request("delete_chat", { messageId })
  }
  raiseHand(): Promise<object> {
    return this.#request("raise_hand")
  }
  /** One's own hand, or somebody else's. */
  lowerHand(accountId?: string): Promise<object> {
    return this.#request("lower_hand", accountId ? { accountId } : {})
  }
  inviteToStage(accountId: string): Promise<object> {
    return this.#request("invite_to_stage", { accountId })
  }
  acceptStage(): Promise<object> {
    return this.#request("accept_stage")
  }
  /** Goes down from the stage, or takes somebody down. */
  stepDown(accountId?: string): Promise<object> {
    return this.#request("step_down", accountId ? { accountId } : {})
  }

  /** Leaves the room for good; to come back one joins again. */
  async leave(): Promise<void> {
    await this.#request("leave")
    this.close()
    this.#state.set({ ...this.#state.get(), standing: "left" })
  }

  /** Looks no more, without leaving. One is there in person until the connection is closed, too. */
  close(): void {
    clearInterval(this.#beat)
    if (typeof removeEventListener === "function")
      removeEventListener("visibilitychange", this.#heartbeat, true)
    this.#reading += 1
    this.#hold.drop()
    for (const end of this.#ends) end()
    this.#unfollow()
  }

  /** One is in this room no more, and not by oneself. */
  #out(): void {
    const state = this.#state.get()
    if (state.standing !== "in") return
    this.close()
    this.#state.set({ ...state, standing: "removed" })
  }

  #request<T>(event: string, body: object = {}): Promise<T> {
    return this.#connection.request<T>(event, { roomId: this.id, ...body })
  }

  #joined(answer: Joined): void {
    const { room, participant, presence } = answer as unknown as Answer
    this.#state.set(joined(this.#state.get(), { room, participant, presence: presenceOf(presence) }))
    if (presence.more) void this.#readPresence()
    if (this.#holds) void this.#clock.measure()
    this.#heartbeat()
  }

  /** Something has come: told now, or when it is to be seen. */
  #came(event: string, frame: Frame): void {
    const state = this.#state.get()
    if (this.#holds && typeof frame.sequence === "number") {
      const own = me(state)
      const makesTheShow = own !== undefined && (own.onStage || MAKERS.has(own.role))
      const isOwn = aboutWhom(frame) === state.meId
      if (makesTheShow || endsStay(event, frame, isOwn)) this.#hold.flush()
      else if (!isOwn) {
        this.#hold.take(event, frame)
        return
      }
    }
    this.#told(event, frame)
  }

  #told(event: string, frame: Frame): void {
    const before = this.#state.get()
    const after = told(before, event, frame)
    this.#state.set(after)
    this.#hear(event, frame)
    // More has changed than a frame names: the roster is read anew.
    if (event === "presence" && Number(frame.more ?? 0) > 0) void this.#readPresence()
    if (before.standing === "in" && after.standing !== "in") this.close()
  }

  #hear(event: string, frame: Frame): void {
    for (const handler of this.#handlers.get(event) ?? []) handler(frame)
  }

  async #readPresence(): Promise<void> {
    this.#reading += 1
    const reading = this.#reading
    const presence = await readPresence(this.#reach, this.id).catch(() => undefined)
    if (reading !== this.#reading) return
    const state = this.#state.get()
    // What could not be read may be old: what is known stays and says so.
    this.#state.set({ ...state, presence: presence ?? { ...state.presence, state: "stale" } })
  }

  readonly #heartbeat = (): void => {
    const hidden = typeof document !== "undefined" && document.visibilityState === "hidden"
    const state: Exclude<Presence, "offline"> = hidden ? "away" : "active"
    if (this.#state.get().standing === "in") this.#connection.send("heartbeat", { roomId: this.id, state })
  }
}

/** Who sees everything as it happens. */
const MAKERS: ReadonlySet<RoomRole> = new Set(["host", "moderator", "speaker"])

function aboutWhom({ accountId, participant, message }: Frame): unknown {
  return accountId ?? ((participant ?? message) as { accountId?: string } | undefined)?.accountId
}

/** Whether one is in the room no more after it. */
function endsStay(event: string, frame: Frame, isOwn: boolean): boolean {
  if (event === "room_updated") return (frame.room as RoomNoun).status === "deleted"
  return isOwn && (event === "participant_removed" || event === "participant_left")
}

/** What a join is answered beside the topic's number. */
interface Answer {
  room: RoomNoun
  participant: Participant
  presence: Parameters<typeof presenceOf>[0] & { more: boolean }
}
