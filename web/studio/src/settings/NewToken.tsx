import { type IssuedToken, ProblemError, take } from "@footlights/api"
import { Button, CheckField, ErrorState, SelectField, TextField } from "@footlights/ui"
import { useMutation } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { api } from "../queries.ts"
import styles from "./Settings.module.css"

/** What a token may do, in words. */
const GRANTS = [
  { does: "Record tips", scopes: ["tips:write"] },
  { does: "Record tips for a platform, with its own numbers", scopes: ["tips:ingest"] },
  { does: "Read sessions and tips", scopes: ["sessions:read", "tips:read"] },
  { does: "Start and end sessions", scopes: ["sessions:write"] },
]
const DAY_S = 86_400
const LIVES = [
  { value: String(30 * DAY_S), label: "30 days" },
  { value: String(365 * DAY_S), label: "A year" },
  { value: "", label: "Until revoked" },
]

export function NewToken({ created }: { created: (token: IssuedToken) => void }) {
  const [name, setName] = useState("")
  const [scopes, setScopes] = useState<readonly string[]>(["tips:write"])
  const [life, setLife] = useState(LIVES[1]?.value ?? "")
  const create = useMutation({
    mutationFn: () =>
      take(
        api.POST("/api/tokens", {
          body: { name: name.trim(), scopes: [...scopes], ...(life ? { expiresIn: Number(life) } : {}) },
        }),
      ),
    onSuccess: (token) => {
      setName("")
      created(token)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!create.isPending) create.mutate()
  }
  const wrong = create.error instanceof ProblemError ? create.error : undefined
  const isGiven = (given: readonly string[]) => given.every((scope) => scopes.includes(scope))
  const toggle = (given: readonly string[]) =>
    setScopes(isGiven(given) ? scopes.filter((scope) => !given.includes(scope)) : [...scopes, ...given])
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        label="Name of the token"
        placeholder="Tip script"
        required
        maxLength={64}
        value={name}
        error={wrong?.field("name")}
        onChange={setName}
      />
      <fieldset className={styles.scopes}>
        <legend>It may</legend>
        {GRANTS.map(({ does, scopes: given }) => (
          <CheckField key={does} label={does} checked={isGiven(given)} onChange={() => toggle(given)} />
        ))}
      </fieldset>
      <SelectField label="Works for" options={LIVES} value={life} onChange={setLife} />
      {create.isError && (!wrong || wrong.saysMoreThan(["name"])) ? (
        <ErrorState title="The token was not made." error={create.error} />
      ) : null}
      <Button type="submit" loading={create.isPending} disabled={scopes.length === 0}>
        Create token
      </Button>
    </form>
  )
}
