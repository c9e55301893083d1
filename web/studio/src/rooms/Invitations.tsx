import type { IssuedJoinLink, JoinLink } from "@footlights/api"
import type { RoomState } from "@footlights/live"
import {
  Button,
  Card,
  count,
  EmptyState,
  ErrorState,
  notify,
  notifyFailure,
  RelativeTime,
  Secret,
  TextField,
} from "@footlights/ui"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useForm } from "../deeds/useForm.ts"
import { Asked } from "../shell/Asked.tsx"
import styles from "./Rooms.module.css"
import { createLink, invite, invitesQuery, linksQuery, renewRooms, revokeLink } from "./roomQueries.ts"

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

/** The secret stands behind the #, which browsers send to nobody. */
const addressOf = (id: string, secret: string) => `${location.origin}/r/${id}#${secret}`

function Links({ id, guests }: { id: string; guests: boolean }) {
  const links = useQuery(linksQuery(id))
  const [issued, setIssued] = useState<IssuedJoinLink>()
  const create = useMutation({
    mutationFn: () => createLink(id),
    onSuccess: (link) => {
      setIssued(link)
      void renewRooms()
    },
    onError: notifyFailure,
  })
  return (
    <section className={styles.links}>
      <h3 className={styles.role}>Links</h3>
      <p className={styles.note}>
        {guests
          ? "Whoever has a link may come in, also as a guest without an account."
          : "Whoever has a link and an account may come in."}
      </p>
      {issued ? (
        <div className={styles.issued}>
          <p>Copy the link now: it is not shown again.</p>
          <Secret
            key={issued.id}
            label="Link"
            reveal={async () => addressOf(id, issued.secret)}
            onFailure={notifyFailure}
          />
          <div>
            <Button onClick={() => setIssued(undefined)}>Done</Button>
          </div>
        </div>
      ) : null}
      <Asked query={links} what="the links">
        {(all) =>
          all.length === 0 ? (
            <EmptyState>No links yet.</EmptyState>
          ) : (
            <ul className={styles.people} aria-label="Links">
              {all.map((link) => (
                <LinkRow key={link.id} id={id} link={link} />
              ))}
            </ul>
          )
        }
      </Asked>
      <Button loading={create.isPending} onClick={() => create.mutate()}>
        Make a link
      </Button>
    </section>
  )
}

function LinkRow({ id, link }: { id: string; link: JoinLink }) {
  const revoke = useMutation({
    mutationFn: () => revokeLink(id, link.id),
    onError: notifyFailure,
    onSettled: () => void renewRooms(),
  })
  const made = new Date(link.createdAt).toLocaleTimeString()
  return (
    <li>
      <p>
        <b>
          Link of <RelativeTime at={link.createdAt} />
        </b>
        <span>
          {count(link.uses, "use")}
          {link.usesMax === null ? null : ` of ${link.usesMax}`}
        </span>
      </p>
      <Button
        variant="outline"
        loading={revoke.isPending}
        aria-label={`Revoke the link of ${made}`}
        onClick={() => revoke.mutate()}
      >
        Revoke
      </Button>
    </li>
  )
}
