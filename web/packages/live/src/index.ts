export { BACKOFF, backoffMs } from "./backoff.ts"
export {
  Connection,
  type ConnectionOptions,
  type LiveState,
  type Phase,
  SignedOutError,
} from "./connection.ts"
export { Cursor } from "./cursor.ts"
export { DisplayHold, HELD_LIMIT, HOLD_MS_MAX } from "./displayHold.ts"
export type { Topic } from "./follower.ts"
export { newKey } from "./key.ts"
export { socketAtOriginLater } from "./laterSocket.ts"
export {
  type Ack,
  type Frame,
  type Joined,
  OfflineError,
  type Refusal,
  RefusedError,
  type Snapshot,
} from "./protocol.ts"
export { Inbox } from "./rooms/inbox.ts"
export type {
  ChatMessage,
  Flair,
  Invite,
  Participant,
  Presence,
  PresenceCounts,
  RoomNoun,
  RoomRole,
  RosterState,
} from "./rooms/nouns.ts"
export { type JoinWith, type Look, Room } from "./rooms/room.ts"
export { becomeGuest, type CreateRoom, type Guest, Rooms, type RoomsOptions } from "./rooms/rooms.ts"
export {
  byRole,
  CHAT_KEPT,
  hands,
  may,
  me,
  onStage,
  ROLES,
  type RoomState,
  roleMay,
  type Standing,
} from "./rooms/state.ts"
export { type AskClock, ServerClock } from "./serverClock.ts"
export { type MakeSocket, socketAtOrigin, type WireSocket } from "./socket.ts"
export { type Cell, cell, type Store } from "./store.ts"
export {
  type PendingWrite,
  WAITING_WRITES_LIMIT,
  WriteQueue,
  WriteQueueFull,
  WriteRefused,
} from "./writes.ts"
