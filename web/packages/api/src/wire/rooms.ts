import type { components } from "../schema.ts"

type Schemas = components["schemas"]

/** A place where people meet. */
export type Room = Schemas["Room"]
export type CreateRoom = Partial<Schemas["CreateRoom"]> & { name: string }
export type UpdateRoom = Schemas["UpdateRoom"]
export type RoomRole = Schemas["RoomRole"]
export type Participant = Schemas["Participant"]
export type ChatMessage = Schemas["ChatMessage"]
export type JoinLink = Schemas["JoinLink"]
/** A link at the one moment its secret is shown. */
export type IssuedJoinLink = Schemas["IssuedJoinLink"]
export type Invite = Schemas["Invite"]
export type Ban = Schemas["Ban"]
