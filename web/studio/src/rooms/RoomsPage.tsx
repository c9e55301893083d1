import type { Room } from "@footlights/api"
import { Card, count, EmptyState, RelativeTime, StatusPill, words } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Asked } from "../shell/Asked.tsx"
import { Page } from "../shell/Page.tsx"
import { Inbox } from "./Inbox.tsx"
import { NewRoom } from "./NewRoom.tsx"
import styles from "./Rooms.module.css"
import { myRoomsQuery, publicRoomsQuery } from "./roomQueries.ts"

/** The rooms one is in, and those everybody may find. */
export function RoomsPage() {
  const mine = useQuery(myRoomsQuery)
  const others = useQuery(publicRoomsQuery)
  return (
    <Page title="Rooms" lead="Where people meet, with or without a show">
      <Inbox />
      <Card title="Yours">
        <Asked query={mine} what="your rooms">
          {(rooms) =>
            rooms.length === 0 ? (
              <EmptyState>No rooms yet. Make one, and send a link to whoever should come.</EmptyState>
            ) : (
              <List rooms={rooms} label="Your rooms" />
            )
          }
        </Asked>
      </Card>
      <NewRoom />
      <Card title="Open to everybody">
        <Asked query={others} what="the public rooms">
          {(rooms) =>
            rooms.length === 0 ? (
              <EmptyState>Nobody has a public room at the moment.</EmptyState>
            ) : (
              <List rooms={rooms} label="Public rooms" />
            )
          }
        </Asked>
      </Card>
    </Page>
  )
}

function List({ rooms, label }: { rooms: readonly Room[]; label: string }) {
  return (
    <ul className={styles.rooms} aria-label={label}>
      {rooms.map((room) => (
        <li key={room.id}>
          <Link to="/rooms/$roomId" params={{ roomId: room.id }}>
            <bdi>{words(room.name, 100)}</bdi>
            <span>
              {count(room.participantCount, "person", "people")} · changed{" "}
              <RelativeTime at={room.updatedAt} />
            </span>
          </Link>
          {room.status === "active" ? null : (
            <StatusPill>{room.status === "archived" ? "Archived" : "Deleted"}</StatusPill>
          )}
        </li>
      ))}
    </ul>
  )
}
