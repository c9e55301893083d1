import type { RoomNoun } from "@footlights/live"
import {
  Button,
  Card,
  CheckField,
  Choice,
  ErrorState,
  notify,
  notifyFailure,
  TextArea,
  TextField,
} from "@footlights/ui"
import { useMutation } from "@tanstack/react-query"
import { useForm } from "../deeds/useForm.ts"
import { typedWhole } from "../money.ts"
import styles from "./Rooms.module.css"
import { renewRooms, updateRoom } from "./roomQueries.ts"
import { VISIBILITIES } from "./roomWords.ts"

const FIELDS = ["name", "description", "visibility", "stageSize", "slowModeSeconds", "password"]

/** What the room is called, who may come, and how fast one may talk. */
export function RoomSettings({ room }: { room: RoomNoun }) {
  const { form, set, error, rest, submit, pending } = useForm(
    {
      name: room.name,
      description: room.description,
      visibility: room.visibility,
      guestsAllowed: room.guestsAllowed,
      stageSize: String(room.stageSize),
      slowModeSeconds: String(room.slowModeSeconds),
      password: "",
    },
    async ({ password, stageSize, slowModeSeconds, ...typed }) => {
      const numbers = {
        stageSize: typedWhole(stageSize) ?? room.stageSize,
        slowModeSeconds: typedWhole(slowModeSeconds) ?? room.slowModeSeconds,
      }
      const body = { ...typed, ...numbers, ...(password ? { password } : {}) }
      return { sent: true, answer: await updateRoom(room.id, body) }
    },
    () => {
      notify("Saved.")
      void renewRooms()
    },
  )
  const left = rest(FIELDS)
  return (
    <Card title="Settings of the room">
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label="Name"
          required
          maxLength={100}
          value={form.name}
          error={error("name")}
          onChange={set("name")}
        />
        <TextArea
          label="What it is about"
          maxLength={2_000}
          value={form.description}
          error={error("description")}
          onChange={set("description")}
        />
        <Choice
          label="Who may come"
          value={form.visibility}
          onChange={set("visibility")}
          options={VISIBILITIES}
        />
        <CheckField
          label="Links let guests in, without an account"
          checked={form.guestsAllowed}
          onChange={set("guestsAllowed")}
        />
        <TextField
          label="Places on the stage"
          inputMode="numeric"
          value={form.stageSize}
          error={error("stageSize")}
          onChange={set("stageSize")}
        />
        <TextField
          label="Slow mode"
          description="Seconds between two messages of one person; 0 is none"
          inputMode="numeric"
          value={form.slowModeSeconds}
          error={error("slowModeSeconds")}
          onChange={set("slowModeSeconds")}
        />
        <TextField
          label="New password"
          description={
            room.passwordRequired
              ? "The room has one; empty keeps it"
              : "The room has none; empty keeps it so"
          }
          type="password"
          autoComplete="off"
          maxLength={128}
          value={form.password}
          error={error("password")}
          onChange={set("password")}
        />
        {left ? <ErrorState title="The room was not changed." error={left} /> : null}
        <div className={styles.acts}>
          <Button type="submit" variant="filled" loading={pending}>
            Save
          </Button>
          {room.passwordRequired ? <NoPassword room={room} /> : null}
        </div>
      </form>
    </Card>
  )
}

function NoPassword({ room }: { room: RoomNoun }) {
  const open = useMutation({
    mutationFn: () => updateRoom(room.id, { password: null }),
    onSuccess: () => notify("The room has no password any more."),
    onError: notifyFailure,
  })
  return (
    <Button loading={open.isPending} onClick={() => open.mutate()}>
      Take the password away
    </Button>
  )
}
