import { ProblemError, take } from "@footlights/api"
import { Button, buttonLook, Mark, PasswordField, TextField } from "@footlights/ui"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { type FormEvent, useEffect, useState } from "react"
import { api, meQuery, methodsQuery, queryClient } from "../queries.ts"
import { leadsToRoom, returnTo } from "./afterSignIn.ts"
import styles from "./SignInPage.module.css"

/** Password, and the house's own single sign-on where there is one. */
export function SignInPage() {
  const { next } = useSearch({ from: "/sign-in" })
  const navigate = useNavigate()
  const methods = useQuery(methodsQuery).data
  const [username, setUsername] = useState("")
  const [password, setPassword] = useState("")
  useEffect(() => {
    document.title = "Sign in · Footlights"
  }, [])
  const signIn = useMutation({
    mutationFn: () => take(api.POST("/api/auth/login", { body: { username: username.trim(), password } })),
    onSuccess: async () => {
      queryClient.clear()
      await queryClient.fetchQuery(meQuery)
      if (leadsToRoom(next)) location.replace(next)
      else await navigate({ to: next ?? "/", replace: true })
    },
    onError: () => setPassword(""),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!signIn.isPending) signIn.mutate()
  }
  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit} aria-labelledby="sign-in">
        <Mark />
        <h1 id="sign-in">{leadsToRoom(next) ? "Sign in to come in" : "Sign in to the studio"}</h1>
        {methods?.password === false ? null : (
          <>
            <TextField
              label="Name"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              required
              value={username}
              onChange={setUsername}
            />
            <PasswordField
              label="Password"
              autoComplete="current-password"
              required
              value={password}
              onChange={setPassword}
            />
            <p role="alert" className={styles.failure}>
              {signIn.isError ? sentence(signIn.error) : ""}
            </p>
            <Button type="submit" variant="filled" loading={signIn.isPending} fullWidth>
              Sign in
            </Button>
          </>
        )}
        {methods?.oidc ? (
          <a
            href={`/api/auth/oidc/start?returnTo=${encodeURIComponent(returnTo(next))}`}
            className={buttonLook(methods.password ? "default" : "filled")}
          >
            Sign in with SSO
          </a>
        ) : null}
      </form>
      <div className={styles.lights} aria-hidden="true" />
    </main>
  )
}

function sentence(failure: Error): string {
  if (failure instanceof ProblemError && failure.fields.length > 0)
    return failure.fields.map(({ detail }) => detail).join(" ")
  return failure.message
}
