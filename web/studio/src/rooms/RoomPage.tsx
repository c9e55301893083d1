import { may, me, type RoomState } from "@footlights/live"
import { Card, ErrorState, Loading, RowsShape, StatusPill, words } from "@footlights/ui"
import { Link, useParams } from "@tanstack/react-router"
import { Fragment } from "react"
import { Column, Page } from "../shell/Page.tsx"
import { Bans } from "./Bans.tsx"
import { Hands } from "./Hands.tsx"
import { Invitations } from "./Invitations.tsx"
import { RoomChat } from "./RoomChat.tsx"
import { Archived, RoomFate } from "./RoomFate.tsx"
import { RoomPolicy } from "./RoomPolicy.tsx"
import { RoomSettings } from "./RoomSettings.tsx"
import styles from "./Rooms.module.css"
import { Roster } from "./Roster.tsx"
import { Stage } from "./Stage.tsx"
import { type LiveRoom, useRoom } from "./useRoom.ts"

/** One room as whoever keeps order sees it: who is there, who wants to speak, what is said. */
export function RoomPage() {
  const { roomId } = useParams({ from: "/shell/rooms/$roomId" })
  const live = useRoom(roomId)
  const room = live?.state.room
  return (
    <Page title={room ? words(room.name, 100) : "Room"} lead={<Lead live={live} />} width="beside">
      <Inside live={live} />
    </Page>
  )
}

function Lead({ live }: { live: LiveRoom | undefined }) {
  const presence = live?.state.presence
  if (!presence || live?.state.standing !== "in") return <Link to="/rooms">All rooms</Link>
  const { counts, state } = presence
  return (
    <>
      <Link to="/rooms">All rooms</Link> ·{" "}
      {state === "loading" ? "looking who is here" : `${counts.present} here`}
      {counts.away > 0 ? `, ${counts.away} away` : null}
      {state === "stale" ? ", as far as we know" : null}
    </>
  )
}

function Inside({ live }: { live: LiveRoom | undefined }) {
  const state = live?.state
  if (state && state.standing !== "in" && state.standing !== "joining") return <Outside state={state} />
  if (!live || !state?.room)
    return (
      <Card title="Room">
        <Loading label="Loading the room">
          <RowsShape />
        </Loading>
      </Card>
    )
  const { room } = live
  if (state.room.status === "archived")
    return (
      <>
        <Column>
          <Archived room={state.room} mayRestore={may(state, "room.update")} />
        </Column>
        <Column>
          <Roster state={state} />
        </Column>
      </>
    )
  return (
    <>
      <Column>
        <Stage room={room} state={state} />
        {may(state, "stage.manage") ? <Hands room={room} state={state} /> : null}
        <Roster state={state} />
        {may(state, "ban") ? <Bans id={room.id} /> : null}
      </Column>
      <Column>
        <RoomChat room={room} state={state} />
        {may(state, "invite") ? <Invitations id={room.id} state={state} /> : null}
        {me(state)?.role === "viewer" ? (
          <p className={styles.note}>
            <StatusPill>Viewer</StatusPill> Hosts and moderators see more here.
          </p>
        ) : null}
      </Column>
      {may(state, "room.update") ? (
        <Fragment key={state.room.updatedAt}>
          <Column>
            <RoomSettings room={state.room} />
          </Column>
          <Column>
            <RoomPolicy room={state.room} />
            <RoomFate room={state.room} state={state} />
          </Column>
        </Fragment>
      ) : null}
    </>
  )
}

const OUTSIDE: Record<string, { title: string; why: string }> = {
  refused: { title: "The room is not open to you.", why: "" },
  removed: { title: "You were put out of this room.", why: "Somebody who keeps order here decided so." },
  left: { title: "You have left this room.", why: "Load the page again to come back." },
  gone: { title: "This room is gone.", why: "It was deleted, or you may not know of it any more." },
}

function Outside({ state }: { state: RoomState }) {
  const { title, why } = OUTSIDE[state.standing] ?? { title: "The room is not open.", why: "" }
  return (
    <Card title="Room">
      <ErrorState
        title={title}
        error={new Error(state.refusal?.message ?? why)}
        retry={() => location.reload()}
      />
    </Card>
  )
}
