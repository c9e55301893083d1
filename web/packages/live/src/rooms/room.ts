import type { Connection } from "../connection.ts"
import type { Frame } from "../protocol.ts"
import { RefusedError } from "../protocol.ts"
import { type Cell, cell, type Store } from "../store.ts"
import type { ChatMessage, Presence } from "./nouns.ts"
import { type Reach, readPresence, readWhole } from "./read.ts"
import { NOTHING_YET, type RoomState, read, told } from "./state.ts"

/** What opens the room, where something is asked for. */
export interface JoinWith {
  password?: string
  /** The secret of a join link. */
  link?: string
}

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
  /** Frames that came while the whole is being read; they are told again on top of it. */
  #early: [string, Frame][] | undefined
  #reading = 0
  readonly #handlers = new Map<string, Set<(frame: Frame) => void>>()

  constructor(connection: Connection, reach: Reach, id: string, how: JoinWith = {}) {
    this.id = id
    this.state = this.#state
    this.#connection = connection
    this.#reach = reach
    let brought: JoinWith = how
    this.#unfollow = connection.follow({
      join: "join_room",
      body: () => ({ roomId: id, ...brought }),
      onJoined: ({ recovered }) => {
        // Who is in stays in: a password that was changed since, or a link that is used up, must not be asked again.
        brought = {}
        this.#joined(recovered === true)
      },
      onSnapshot: (_state, snapshot) => {
        this.#hear("snapshot", snapshot as unknown as Frame)
        void this.#readAnew()
      },
      onFrame: (event, frame) => this.#told(event, frame),
      onRefused: ({ code, message }) =>
        this.#state.set({ ...this.#state.get(), standing: "refused", refusal: { code, message } }),
    })
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
    await this.#request("leave_room")
    this.close()
    this.#state.set({ ...this.#state.get(), standing: "left" })
  }

  /** Looks no more, without leaving: for others one is away, and gone after a while. */
  close(): void {
    clearInterval(this.#beat)
    if (typeof removeEventListener === "function")
      removeEventListener("visibilitychange", this.#heartbeat, true)
    this.#reading += 1
    this.#unfollow()
  }

  #request<T>(event: string, body: object = {}): Promise<T> {
    return this.#connection.request<T>(event, { roomId: this.id, ...body })
  }

  #joined(recovered: boolean): void {
    const known = this.#state.get()
    this.#state.set({ ...known, standing: "in", refusal: null })
    // What is missing follows by itself where the server could recover. Presence has no numbers: that is read anew.
    if (recovered && known.room !== null) void this.#readPresence()
    else void this.#readAnew()
    this.#heartbeat()
  }

  #told(event: string, frame: Frame): void {
    this.#early?.push([event, frame])
    const before = this.#state.get()
    const after = told(before, event, frame)
    this.#state.set(after)
    this.#hear(event, frame)
    // More has changed than a frame can name, or everybody may have: the roster is read anew.
    if (event === "presence" && Number(frame.more ?? 0) > 0) void this.#readAnew()
    if (before.standing === "in" && after.standing !== "in") this.close()
  }

  #hear(event: string, frame: Frame): void {
    for (const handler of this.#handlers.get(event) ?? []) handler(frame)
  }

  async #readPresence(): Promise<void> {
    const reading = this.#reading
    try {
      const presence = await readPresence(this.#reach, this.id)
      if (reading === this.#reading) this.#state.set({ ...this.#state.get(), presence })
    } catch {
      if (reading === this.#reading) this.#state.set(stale(this.#state.get()))
    }
  }

  async #readAnew(): Promise<void> {
    this.#reading += 1
    const reading = this.#reading
    this.#early = []
    try {
      const whole = await readWhole(this.#reach, this.id)
      if (reading !== this.#reading) return
      let next = read(this.#state.get(), whole)
      for (const [event, frame] of this.#early) next = told(next, event, frame)
      this.#state.set(next)
    } catch (failure) {
      if (reading !== this.#reading) return
      if (failure instanceof RefusedError && (failure.code === "not_found" || failure.code === "not_joined"))
        this.#state.set({ ...this.#state.get(), standing: failure.code === "not_found" ? "gone" : "left" })
      // Otherwise what is known stays, flagged: the next join reads it again.
      else this.#state.set(stale(this.#state.get()))
    } finally {
      if (reading === this.#reading) this.#early = undefined
    }
  }

  readonly #heartbeat = (): void => {
    const hidden = typeof document !== "undefined" && document.visibilityState === "hidden"
    const state: Exclude<Presence, "offline"> = hidden ? "away" : "active"
    if (this.#state.get().standing === "in") this.#connection.send("heartbeat", { roomId: this.id, state })
  }
}

const stale = (state: RoomState): RoomState => ({
  ...state,
  presence: { ...state.presence, state: state.presence.state === "loading" ? "loading" : "stale" },
})
