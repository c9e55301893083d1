import { may, me, type RoomNoun, type RoomState } from "@footlights/live"
import {
  Button,
  Card,
  Dialog,
  DialogActs,
  EmptyState,
  notify,
  notifyFailure,
  SelectField,
  words,
} from "@footlights/ui"
import { useMutation } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import styles from "./Rooms.module.css"
import { archiveRoom, deleteRoom, renewRooms, restoreRoom, transferRoom } from "./roomQueries.ts"

/** What becomes of a room: given away, archived, deleted. */
export function RoomFate({ room, state }: { room: RoomNoun; state: RoomState }) {
  const owns = me(state)?.accountId === room.ownerId
  return (
    <Card title="What becomes of it">
      <Archive room={room} />
      {owns ? <GiveAway room={room} state={state} /> : null}
      {may(state, "room.delete") ? <Delete room={room} /> : null}
    </Card>
  )
}

/** An archived room, for whoever may bring it back. */
export function Archived({ room, mayRestore }: { room: RoomNoun; mayRestore: boolean }) {
  const restore = useMutation({
    mutationFn: () => restoreRoom(room.id),
    onSuccess: () => {
      notify("The room is in use again.")
      void renewRooms()
    },
    onError: notifyFailure,
  })
  return (
    <Card title="This room is archived">
      <EmptyState>It can be read; nobody comes in and nothing happens in it.</EmptyState>
      {mayRestore ? (
        <div className={styles.acts}>
          <Button variant="filled" loading={restore.isPending} onClick={() => restore.mutate()}>
            Restore room
          </Button>
        </div>
      ) : null}
    </Card>
  )
}

function Archive({ room }: { room: RoomNoun }) {
  const archive = useMutation({
    mutationFn: () => archiveRoom(room.id),
    onSuccess: () => {
      notify("The room is archived.")
      void renewRooms()
    },
    onError: notifyFailure,
  })
  return (
    <div className={styles.fate}>
      <p className={styles.note}>Archived it stays to be read, until it is restored.</p>
      <Button loading={archive.isPending} onClick={() => archive.mutate()}>
        Archive room
      </Button>
    </div>
  )
}

function GiveAway({ room, state }: { room: RoomNoun; state: RoomState }) {
  const [chosen, setChosen] = useState("")
  const [asking, setAsking] = useState(false)
  const heirs = [...state.participants.values()].filter((who) => !who.guest && who.accountId !== room.ownerId)
  const heir = heirs.find((who) => who.accountId === chosen)
  const give = useMutation({
    mutationFn: () => transferRoom(room.id, chosen),
    onSuccess: () => {
      setAsking(false)
      notify("The room has another owner.")
      void renewRooms()
    },
    onError: (failure) => {
      setAsking(false)
      notifyFailure(failure)
    },
  })
  const name = words(heir?.displayName ?? "", 60)
  return (
    <div className={styles.fate}>
      {heirs.length === 0 ? (
        <p className={styles.note}>To give the room away, somebody with an account has to be in it.</p>
      ) : (
        <>
          <SelectField
            label="New owner"
            value={chosen}
            onChange={setChosen}
            options={[
              { value: "", label: "Choose somebody" },
              ...heirs.map((who) => ({ value: who.accountId, label: words(who.displayName, 60) })),
            ]}
          />
          <Button disabled={!heir} onClick={() => setAsking(true)}>
            Give the room away
          </Button>
        </>
      )}
      <Dialog title={`Give the room to ${name}?`} opened={asking && !!heir} onClose={() => setAsking(false)}>
        <p>They become host and may do all in it. You stay what you are, but it is not yours any more.</p>
        <DialogActs>
          <Button onClick={() => setAsking(false)}>Keep it</Button>
          <Button variant="filled" loading={give.isPending} onClick={() => give.mutate()}>
            Give it away
          </Button>
        </DialogActs>
      </Dialog>
    </div>
  )
}

function Delete({ room }: { room: RoomNoun }) {
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => deleteRoom(room.id),
    onSuccess: () => {
      void renewRooms()
      void navigate({ to: "/rooms" })
    },
    onError: notifyFailure,
  })
  return (
    <div className={styles.fate}>
      <Button variant="outline" onClick={() => setAsking(true)}>
        Delete room
      </Button>
      <Dialog title="Delete this room?" opened={asking} onClose={() => setAsking(false)}>
        <p>Everybody is put out. Its owner can restore it for a week; then it is gone for good.</p>
        <DialogActs>
          <Button onClick={() => setAsking(false)}>Keep it</Button>
          <Button variant="filled" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete this room
          </Button>
        </DialogActs>
      </Dialog>
    </div>
  )
}
