import type { IssuedJoinLink, JoinLink } from "@footlights/api"
import {
  Button,
  count,
  EmptyState,
  ErrorState,
  notifyFailure,
  RelativeTime,
  Secret,
  SelectField,
  TextField,
} from "@footlights/ui"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useForm } from "../deeds/useForm.ts"
import { typedWhole } from "../money.ts"
import { Asked } from "../shell/Asked.tsx"
import styles from "./Rooms.module.css"
import { createLink, linksQuery, renewRooms, revokeLink } from "./roomQueries.ts"

/** The secret stands behind the #, which browsers send to nobody. */
const addressOf = (id: string, secret: string) => `${location.origin}/r/${id}#${secret}`

const LIVES = [
  { value: "", label: "Until it is revoked" },
  { value: "3600", label: "One hour" },
  { value: "86400", label: "One day" },
  { value: "604800", label: "One week" },
] as const

/** Addresses to send around, each with its limits. */
export function Links({ id, guests }: { id: string; guests: boolean }) {
  const links = useQuery(linksQuery(id))
  const [issued, setIssued] = useState<IssuedJoinLink>()
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
      <NewLink id={id} onIssued={setIssued} />
    </section>
  )
}

const unlimited: { life: (typeof LIVES)[number]["value"]; uses: string } = { life: "", uses: "" }

function NewLink({ id, onIssued }: { id: string; onIssued: (link: IssuedJoinLink) => void }) {
  const { form, set, error, rest, submit, pending, reset } = useForm(
    unlimited,
    async ({ life, uses }) => {
      // What is no number is for the server to refuse, in the same words as everywhere.
      const usesMax = typedWhole(uses)
      const limits = {
        ...(life === "" ? {} : { expiresIn: Number(life) }),
        ...(usesMax === null ? {} : { usesMax: usesMax ?? 0 }),
      }
      const link = await createLink(id, limits)
      onIssued(link)
      return { sent: true, answer: link }
    },
    () => {
      reset(unlimited)
      void renewRooms()
    },
  )
  const left = rest(["usesMax", "expiresIn"])
  return (
    <form className={styles.form} onSubmit={submit} aria-label="A new link">
      <SelectField
        label="The link opens for"
        value={form.life}
        onChange={set("life")}
        options={LIVES}
        error={error("expiresIn")}
      />
      <TextField
        label="How many may use it"
        description="Empty is as many as come"
        inputMode="numeric"
        value={form.uses}
        error={error("usesMax")}
        onChange={set("uses")}
      />
      {left ? <ErrorState title="No link was made." error={left} /> : null}
      <Button type="submit" loading={pending}>
        Make a link
      </Button>
    </form>
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
          {link.expiresAt === null ? null : <Ends at={link.expiresAt} />}
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

function Ends({ at }: { at: string }) {
  const end = new Date(at)
  const when = end.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })
  return (
    <>
      {end.getTime() <= Date.now() ? ", ended " : ", until "}
      <time dateTime={at}>{when}</time>
    </>
  )
}
