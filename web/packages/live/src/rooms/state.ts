import type { Frame, Refusal } from "../protocol.ts"
import type { ChatMessage, Participant, PresenceCounts, RoomNoun, RoomRole, RosterState } from "./nouns.ts"

/**
 * How one stands to a room: `joining` until it is known, `in`, `refused` (the way in was not open), `left` (by oneself),
 * `removed` (put out by somebody), `gone` (there is no such room any more).
 */
export type Standing = "joining" | "in" | "refused" | "left" | "removed" | "gone"

/** Everything one sees of a room. A new object at each change, so that it can be compared. */
export interface RoomState {
  standing: Standing
  /** Why, where the way in was refused. */
  refusal: Refusal | null
  /** How, where one was put out: `kicked` may come back, `banned` may not. */
  removal: "kicked" | "banned" | null
  room: RoomNoun | null
  /** One's own account, once it is known. */
  meId: string | null
  /** By account. In a large room not all of them: `room.participantCount` says how many there are. */
  participants: ReadonlyMap<string, Participant>
  /** Who is there in person, and how far that can be believed. */
  presence: { state: RosterState; counts: PresenceCounts; people: ReadonlyMap<string, "active" | "away"> }
  /** Oldest first; as much as `CHAT_KEPT`. */
  chat: readonly ChatMessage[]
}

/** Chat messages that are kept in memory. */
export const CHAT_KEPT = 200

export const NOTHING_YET: RoomState = {
  standing: "joining",
  refusal: null,
  removal: null,
  room: null,
  meId: null,
  participants: new Map(),
  presence: { state: "loading", counts: { present: 0, away: 0 }, people: new Map() },
  chat: [],
}

/** A room as a snapshot says it: of a large one not everybody. */
export interface WholeRoom {
  room: RoomNoun
  participants: readonly Participant[]
  stage: readonly Participant[]
  hands: readonly Participant[]
  /** Oldest first. */
  chat: readonly ChatMessage[]
}

/** The state after a snapshot: what was known is forgotten, but for oneself and who is there. */
export function whole(state: RoomState, { room, participants, stage, hands, chat }: WholeRoom): RoomState {
  const own = me(state)
  const all = [...(own ? [own] : []), ...participants, ...stage, ...hands]
  return { ...state, room, participants: byAccount(all), chat: chat.slice(-CHAT_KEPT) }
}

/** The state after a join was answered. */
export function joined(
  state: RoomState,
  answer: { room: RoomNoun; participant: Participant; presence: RoomState["presence"] },
): RoomState {
  const { room, participant, presence } = answer
  const next = { ...state, standing: "in" as const, refusal: null, removal: null, room, presence }
  return withParticipant({ ...next, meId: participant.accountId }, participant)
}

const byAccount = (people: readonly Participant[]) => new Map(people.map((who) => [who.accountId, who]))

/** The state after one frame; the same object when it says nothing new. Frames may come again: each says how things stand. */
export function told(state: RoomState, event: string, frame: Frame): RoomState {
  const change = CHANGES[event]
  return change ? change(state, frame) : state
}

const CHANGES: Record<string, (state: RoomState, frame: Frame) => RoomState> = {
  room_updated: (state, frame) => {
    const room = frame.room as RoomNoun
    return { ...state, room, standing: room.status === "deleted" ? "gone" : state.standing }
  },
  participant_joined: (state, frame) => {
    const who = frame.participant as Participant
    const known = state.participants.get(who.accountId)
    return counted(withParticipant(state, who), known ? 0 : 1)
  },
  participant_updated: (state, frame) => withParticipant(state, frame.participant as Participant),
  participant_left: (state, frame) => without(state, frame, "left"),
  participant_removed: (state, frame) => {
    const next = without(state, frame, "removed")
    return next.standing === "removed" ? { ...next, removal: frame.reason as RoomState["removal"] } : next
  },
  hand_raised: (state, frame) =>
    changed(state, frame, { handRaised: true, handRaisedAt: String(frame.occurredAt ?? "") }),
  hand_lowered: (state, frame) => changed(state, frame, { handRaised: false, handRaisedAt: null }),
  stage_invited: (state, frame) => changed(state, frame, { stageInvited: true }),
  stage_joined: (state, frame) =>
    changed(state, frame, { onStage: true, stageInvited: false, handRaised: false, handRaisedAt: null }),
  stage_left: (state, frame) => changed(state, frame, { onStage: false }),
  chat_message: (state, frame) => {
    const message = frame.message as ChatMessage
    if (state.chat.some(({ id }) => id === message.id)) return state
    return { ...state, chat: [...state.chat, message].slice(-CHAT_KEPT) }
  },
  chat_deleted: (state, frame) => ({
    ...state,
    chat: state.chat.filter(({ id }) => id !== frame.messageId),
  }),
  presence: (state, frame) => ({ ...state, presence: presenceAfter(state.presence, frame) }),
}

function withParticipant(state: RoomState, who: Participant): RoomState {
  return { ...state, participants: new Map(state.participants).set(who.accountId, who) }
}

function changed(state: RoomState, frame: Frame, change: Partial<Participant>): RoomState {
  const who = state.participants.get(String(frame.accountId))
  return who ? withParticipant(state, { ...who, ...change }) : state
}

function counted(state: RoomState, more: number): RoomState {
  if (!state.room || more === 0) return state
  return {
    ...state,
    room: { ...state.room, participantCount: Math.max(0, state.room.participantCount + more) },
  }
}

function without(state: RoomState, frame: Frame, standing: "left" | "removed"): RoomState {
  const id = String(frame.accountId)
  const participants = new Map(state.participants)
  participants.delete(id)
  const next = counted({ ...state, participants }, -1)
  return id === state.meId ? { ...next, standing } : next
}

interface Told {
  joined?: { accountId: string }[]
  left?: { accountId: string }[]
  changed?: { accountId: string; presence: "active" | "away" }[]
  counts?: PresenceCounts
  state?: RosterState
}

function presenceAfter(before: RoomState["presence"], frame: Frame): RoomState["presence"] {
  const { joined = [], left = [], changed: turned = [], counts, state } = frame as unknown as Told
  const people = new Map(before.people)
  for (const { accountId } of joined) people.set(accountId, "active")
  for (const { accountId } of left) people.delete(accountId)
  for (const { accountId, presence } of turned) people.set(accountId, presence)
  return { state: state ?? before.state, counts: counts ?? before.counts, people }
}

/** Whose hand is up, first come first. */
export const hands = (state: RoomState): Participant[] =>
  [...state.participants.values()]
    .filter((who) => who.handRaised)
    .sort((a, b) => (a.handRaisedAt ?? "").localeCompare(b.handRaisedAt ?? "") || byName(a, b))

/** Who is on the stage. */
export const onStage = (state: RoomState): Participant[] =>
  [...state.participants.values()].filter((who) => who.onStage).sort(byName)

/** The roster by role, highest first; of each those who are there first, then by name. */
export function byRole(state: RoomState): { role: RoomRole; people: Participant[] }[] {
  const here = (who: Participant) => (state.presence.people.has(who.accountId) ? 0 : 1)
  return ROLES.map((role) => ({
    role,
    people: [...state.participants.values()]
      .filter((who) => who.role === role)
      .sort((a, b) => here(a) - here(b) || byName(a, b)),
  })).filter(({ people }) => people.length > 0)
}

/** Oneself in the room. */
export const me = (state: RoomState): Participant | undefined =>
  state.meId === null ? undefined : state.participants.get(state.meId)

export const ROLES: readonly RoomRole[] = ["host", "moderator", "speaker", "controller", "viewer"]

const byName = (a: Participant, b: Participant) =>
  a.displayName.localeCompare(b.displayName) || a.accountId.localeCompare(b.accountId)

/** What each role may do where the room's policy says nothing: the server's own table, for hiding what would be refused. */
const TABLE: Record<RoomRole, readonly string[]> = {
  host: ["*"],
  moderator: [
    "room.update",
    "role.set",
    "kick",
    "ban",
    "invite",
    "stage.manage",
    "stage.speak",
    "chat.send",
    "chat.moderate",
    "playback.play_pause",
    "playback.seek",
  ],
  speaker: ["stage.speak", "chat.send"],
  controller: ["chat.send", "playback.play_pause", "playback.seek"],
  viewer: ["chat.send"],
}

/** Whether a role may do something where the room's policy says nothing. */
export const roleMay = (role: RoomRole, capability: string): boolean =>
  TABLE[role].includes("*") || TABLE[role].includes(capability)

/** Whether oneself may do something, such as `kick`, as far as the page can tell; the server decides. */
export function may(state: RoomState, capability: string): boolean {
  const role = me(state)?.role
  if (!role || !state.room) return false
  const rule = state.room.policy.find((one) => one.role === role && one.capability === capability)
  return rule ? rule.allow : roleMay(role, capability)
}
