import { type Inbox, type Invite, type Room, type RoomState, Rooms } from "@footlights/live"
import { useEffect, useState, useSyncExternalStore } from "react"

export interface LiveRoom {
  room: Room
  state: RoomState
}

/** A room, joined while the page is open. */
export function useRoom(id: string): LiveRoom | undefined {
  const [joined, setJoined] = useState<{ room: Room }>()
  useEffect(() => {
    const rooms = new Rooms()
    setJoined({ room: rooms.join(id) })
    return () => {
      setJoined(undefined)
      rooms.close()
    }
  }, [id])
  const state = useSyncExternalStore(
    (listener) => joined?.room.state.subscribe(listener) ?? nothing,
    () => joined?.room.state.get(),
  )
  return joined && state ? { room: joined.room, state } : undefined
}

/** One's own invitations as they come, while the page is open. */
export function useInbox(): readonly Invite[] {
  const [inbox, setInbox] = useState<Inbox>()
  useEffect(() => {
    const rooms = new Rooms()
    setInbox(rooms.inbox())
    return () => {
      setInbox(undefined)
      rooms.close()
    }
  }, [])
  const invites = useSyncExternalStore(
    (listener) => inbox?.invites.subscribe(listener) ?? nothing,
    () => inbox?.invites.get(),
  )
  return invites ?? NONE
}

const NONE: readonly Invite[] = []
const nothing = () => undefined
