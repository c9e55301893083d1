import type { Moderator, ModeratorRight } from "@footlights/api"
import { Button, Card, CheckField, EmptyState, ErrorState, TextField, words } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useForm } from "../deeds/useForm.ts"
import { Asked } from "../shell/Asked.tsx"
import styles from "./Moderators.module.css"
import { changeRights, letIn, letOut, moderatorsQuery } from "./moderatorQueries.ts"

const RIGHTS: readonly { right: ModeratorRight; does: string }[] = [
  { right: "alerts", does: "Decide on alerts" },
  { right: "tips", does: "Add and refund tips" },
  { right: "notes", does: "Read and write notes" },
  { right: "sessions", does: "Start and end sessions" },
]

/** Who may help with the show, and with what. */
export function ModeratorsCard() {
  const moderators = useQuery(moderatorsQuery)
  return (
    <Card title="Moderators">
      <Asked query={moderators} what="the moderators">
        {(all) =>
          all.length === 0 ? (
            <EmptyState>
              Nobody helps yet. A moderator sees only what her rights allow, and never your settings.
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {all.map((moderator) => (
                <li key={moderator.accountId}>
                  <Row moderator={moderator} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      <LetIn />
    </Card>
  )
}

function Row({ moderator }: { moderator: Moderator }) {
  const { accountId, rights } = moderator
  const name = words(moderator.displayName || moderator.username, 60)
  return (
    <>
      <p>
        <b>{name}</b>
        <span>signs in as {moderator.username}</span>
      </p>
      <Button variant="outline" aria-label={`Let ${name} go`} onClick={() => letOut(moderator)}>
        Let go
      </Button>
      <Rights
        legend={`${name} may`}
        rights={rights}
        onChange={(next) => next.length > 0 && changeRights(accountId, next)}
      />
    </>
  )
}

function Rights({
  legend,
  rights,
  onChange,
}: {
  legend: string
  rights: readonly ModeratorRight[]
  onChange: (rights: ModeratorRight[]) => void
}) {
  return (
    <fieldset className={styles.rights}>
      <legend>{legend}</legend>
      {RIGHTS.map(({ right, does }) => (
        <CheckField
          key={right}
          label={does}
          checked={rights.includes(right)}
          onChange={(given) => onChange(given ? [...rights, right] : rights.filter((one) => one !== right))}
        />
      ))}
    </fieldset>
  )
}

const nobody: { username: string; rights: ModeratorRight[] } = { username: "", rights: ["alerts", "notes"] }

function LetIn() {
  const { form, set, error, rest, submit, pending } = useForm(nobody, async ({ username, rights }) => {
    const outcome = await letIn(username.trim(), rights)
    set("username")("")
    return outcome
  })
  const left = rest(["username", "rights"])
  return (
    <form onSubmit={submit} className={styles.letIn}>
      <TextField
        label="Sign-in name of the one who helps"
        required
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        value={form.username}
        error={error("username")}
        onChange={set("username")}
      />
      <Rights legend="May" rights={form.rights} onChange={set("rights")} />
      {left ? <ErrorState title="Nobody was let in." error={left} /> : null}
      <Button type="submit" loading={pending} disabled={form.rights.length === 0}>
        Let in
      </Button>
    </form>
  )
}
