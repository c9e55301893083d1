import type {
  Ban,
  CreateRoom,
  Invite,
  IssuedJoinLink,
  JoinLink,
  Page,
  Room,
  RoomRole,
  UpdateRoom,
} from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { call, queryClient } from "../queries.ts"

/** How many stand on a page. */
const SHOWN = 50

const KEY = ["rooms"] as const

const page = async <T>(path: string, signal: AbortSignal): Promise<T[]> =>
  (await call<Page<T>>("GET", path, { query: { limit: SHOWN }, signal })).items

export const myRoomsQuery = queryOptions({
  queryKey: [...KEY, "mine"],
  queryFn: ({ signal }) => page<Room>("/api/rooms/mine", signal),
})
export const publicRoomsQuery = queryOptions({
  queryKey: [...KEY, "public"],
  queryFn: ({ signal }) => page<Room>("/api/rooms", signal),
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
export const bansQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, id, "bans"],
    queryFn: ({ signal }) => page<Ban>(`/api/rooms/${id}/bans`, signal),
  })

export const renewRooms = () => queryClient.invalidateQueries({ queryKey: KEY })

export const createRoom = (body: CreateRoom) => call<Room>("POST", "/api/rooms", { body })
export const updateRoom = (id: string, body: UpdateRoom) => call<Room>("PATCH", `/api/rooms/${id}`, { body })
export const archiveRoom = (id: string) => call("POST", `/api/rooms/${id}/archive`)
export const restoreRoom = (id: string) => call("POST", `/api/rooms/${id}/restore`)
export const transferRoom = (id: string, accountId: string) =>
  call<Room>("POST", `/api/rooms/${id}/transfer`, { body: { accountId } })
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
/** `expiresIn` in seconds; what is not said has no limit. */
export const createLink = (id: string, limits: { expiresIn?: number; usesMax?: number }) =>
  call<IssuedJoinLink>("POST", `/api/rooms/${id}/links`, { body: limits })
export const revokeLink = (id: string, link: string) => call("DELETE", `/api/rooms/${id}/links/${link}`)
