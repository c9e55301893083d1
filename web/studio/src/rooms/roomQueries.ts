import type { Page } from "@footlights/api"
import type { RoomNoun, RoomRole } from "@footlights/live"
import { queryOptions } from "@tanstack/react-query"
import { call, queryClient } from "../queries.ts"

/** How many stand on a page. */
const SHOWN = 50

const KEY = ["rooms"] as const

export interface JoinLink {
  id: string
  role: RoomRole
  createdAt: string
  expiresAt: string | null
  usesMax: number | null
  uses: number
}
export interface Invite {
  id: string
  roomId: string
  roomName: string
  inviterName: string
  inviteeName: string
  role: RoomRole
  status: string
  createdAt: string
  expiresAt: string
}
export interface Ban {
  accountId: string
  displayName: string
  createdAt: string
  expiresAt: string | null
}
/** What can be said of a room by whoever makes or changes it. */
export interface RoomWish {
  name?: string
  description?: string
  visibility?: RoomNoun["visibility"]
  capacity?: number | null
  stageSize?: number
  guestsAllowed?: boolean
  slowModeSeconds?: number
  password?: string | null
}

const page = async <T>(path: string, signal: AbortSignal): Promise<T[]> =>
  (await call<Page<T>>("GET", path, { query: { limit: SHOWN }, signal })).items

export const myRoomsQuery = queryOptions({
  queryKey: [...KEY, "mine"],
  queryFn: ({ signal }) => page<RoomNoun>("/api/rooms/mine", signal),
})
export const publicRoomsQuery = queryOptions({
  queryKey: [...KEY, "public"],
  queryFn: ({ signal }) => page<RoomNoun>("/api/rooms", signal),
})
export const linksQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, id, "links"],
    queryFn: ({ signal }) => page<JoinLink>(`/api/rooms/${id}/links`, signal),
  })
export const invitesQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, id, "invites"],
    queryFn: ({ signal }) => page<Invite>(`/api/rooms/${id}/invites`, signal),
  })
/** One's own invitations; asked again now and then, since nothing on this page announces them. */
export const inboxQuery = queryOptions({
  queryKey: [...KEY, "inbox"],
  refetchInterval: 30_000,
  queryFn: ({ signal }) => page<Invite>("/api/invites", signal),
})
export const bansQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, id, "bans"],
    queryFn: ({ signal }) => page<Ban>(`/api/rooms/${id}/bans`, signal),
  })

export const renewRooms = () => queryClient.invalidateQueries({ queryKey: KEY })

export const createRoom = (body: RoomWish) => call<RoomNoun>("POST", "/api/rooms", { body })
export const updateRoom = (id: string, body: RoomWish) =>
  call<RoomNoun>("PATCH", `/api/rooms/${id}`, { body })
export const archiveRoom = (id: string) => call("POST", `/api/rooms/${id}/archive`)
export const deleteRoom = (id: string) => call("DELETE", `/api/rooms/${id}`)
export const setRole = (id: string, who: string, role: RoomRole) =>
  call("PATCH", `/api/rooms/${id}/participants/${who}`, { body: { role } })
export const kick = (id: string, who: string) => call("POST", `/api/rooms/${id}/participants/${who}/kick`)
export const ban = (id: string, who: string) => call("POST", `/api/rooms/${id}/participants/${who}/ban`)
export const unban = (id: string, who: string) => call("POST", `/api/rooms/${id}/participants/${who}/unban`)
export const invite = (id: string, username: string) =>
  call<Invite>("POST", `/api/rooms/${id}/invites`, { body: { username } })
export const acceptInvite = (id: string) => call("POST", `/api/invites/${id}/accept`)
export const declineInvite = (id: string) => call("POST", `/api/invites/${id}/decline`)
export const createLink = (id: string) =>
  call<JoinLink & { secret: string }>("POST", `/api/rooms/${id}/links`, { body: {} })
export const revokeLink = (id: string, link: string) => call("DELETE", `/api/rooms/${id}/links/${link}`)
