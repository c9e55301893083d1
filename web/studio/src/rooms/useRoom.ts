import { type LiveState, type Room, type RoomState, Rooms } from "@footlights/live"
import { useEffect, useState, useSyncExternalStore } from "react"

export interface LiveRoom {
  room: Room
  state: RoomState
  connection: LiveState
}

interface Joined {
  rooms: Rooms
  room: Room
}

/** A room, joined while the page is open. */
export function useRoom(id: string): LiveRoom | undefined {
  const [joined, setJoined] = useState<Joined>()
  useEffect(() => {
    const rooms = new Rooms()
    setJoined({ rooms, room: rooms.join(id) })
    return () => {
      setJoined(undefined)
      rooms.close()
    }
  }, [id])
  const state = useSyncExternalStore(
    (listener) => joined?.room.state.subscribe(listener) ?? nothing,
    () => joined?.room.state.get(),
  )
  const connection = useSyncExternalStore(
    (listener) => joined?.rooms.connection.subscribe(listener) ?? nothing,
    () => joined?.rooms.connection.get(),
  )
  return joined && state && connection ? { room: joined.room, state, connection } : undefined
}

const nothing = () => undefined
