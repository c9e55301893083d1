import type { RoomState } from "@footlights/live"
import { Button, Card, ErrorState, notify, RelativeTime, TextField } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useForm } from "../deeds/useForm.ts"
import { Links } from "./Links.tsx"
import styles from "./Rooms.module.css"
import { invite, invitesQuery, renewRooms } from "./roomQueries.ts"

/** How others come in: by invitation, or by an address to send around. */
export function Invitations({ id, state }: { id: string; state: RoomState }) {
  return (
    <Card title="Let people in">
      <InviteOne id={id} />
      <Waiting id={id} />
      <Links id={id} guests={state.room?.guestsAllowed === true} />
    </Card>
  )
}

function InviteOne({ id }: { id: string }) {
  const { form, set, error, rest, submit, pending, reset } = useForm(
    { username: "" },
    async ({ username }) => ({ sent: true, answer: await invite(id, username.trim()) }),
    () => {
      notify("The invitation is in their inbox.")
      reset({ username: "" })
      void renewRooms()
    },
  )
  const left = rest(["username"])
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        label="Sign-in name of the one who should come"
        required
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        value={form.username}
        error={error("username")}
        onChange={set("username")}
      />
      {left ? <ErrorState title="Nobody was invited." error={left} /> : null}
      <Button type="submit" loading={pending}>
        Invite
      </Button>
    </form>
  )
}

function Waiting({ id }: { id: string }) {
  const invites = useQuery(invitesQuery(id))
  const waiting = invites.data?.filter(({ status }) => status === "pending") ?? []
  if (waiting.length === 0) return null
  return (
    <ul className={styles.people} aria-label="Invitations that wait">
      {waiting.map((one) => (
        <li key={one.id}>
          <p>
            <bdi>{one.inviteeName}</bdi>
            <span>
              invited <RelativeTime at={one.createdAt} />
            </span>
          </p>
        </li>
      ))}
    </ul>
  )
}
