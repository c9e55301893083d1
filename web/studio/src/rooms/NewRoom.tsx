import type { Room } from "@footlights/api"
import { Button, Card, Choice, ErrorState, TextField } from "@footlights/ui"
import { useNavigate } from "@tanstack/react-router"
import { useRef } from "react"
import { useForm } from "../deeds/useForm.ts"
import styles from "./Rooms.module.css"
import { createRoom, renewRooms } from "./roomQueries.ts"
import { VISIBILITIES } from "./roomWords.ts"

const empty: { name: string; visibility: Room["visibility"] } = { name: "", visibility: "link" }

export function NewRoom() {
  const navigate = useNavigate()
  const made = useRef<Room>(undefined)
  const { form, set, error, rest, submit, pending } = useForm(
    empty,
    async ({ name, visibility }) => {
      made.current = await createRoom({ name: name.trim(), visibility })
      return { sent: true, answer: made.current }
    },
    () => {
      void renewRooms()
      if (made.current) void navigate({ to: "/rooms/$roomId", params: { roomId: made.current.id } })
    },
  )
  const left = rest(["name", "visibility"])
  return (
    <Card title="Make a room">
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label="Name of the room"
          placeholder="Green room"
          required
          maxLength={100}
          value={form.name}
          error={error("name")}
          onChange={set("name")}
        />
        <Choice
          label="Who may come"
          value={form.visibility}
          onChange={set("visibility")}
          options={VISIBILITIES}
        />
        {left ? <ErrorState title="The room was not made." error={left} /> : null}
        <Button type="submit" variant="filled" loading={pending}>
          Make room
        </Button>
      </form>
    </Card>
  )
}
