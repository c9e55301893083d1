import { take } from "@footlights/api"
import { Button, Card, Choice, notifyFailure, type Scheme, setScheme, useScheme } from "@footlights/ui"
import { useMutation, useQuery } from "@tanstack/react-query"
import { actFor } from "../acting.ts"
import { outbox } from "../deeds/outbox.ts"
import { api, forgetEverything, meQuery } from "../queries.ts"
import { PasswordCard } from "./PasswordCard.tsx"
import styles from "./Settings.module.css"
import { TokensCard } from "./TokensCard.tsx"

/** What is about the person, whoever's studio this is. */
export function YouPart() {
  return (
    <>
      <AccountCard />
      <AppearanceCard />
      <PasswordCard />
      <TokensCard />
    </>
  )
}

function AccountCard() {
  const me = useQuery(meQuery).data
  const signOut = useMutation({
    mutationFn: () => take(api.POST("/api/auth/logout")),
    onSuccess: () => {
      outbox.clear()
      actFor(null)
      forgetEverything()
    },
    onError: notifyFailure,
  })
  return (
    <Card title="Account">
      <div className={styles.line}>
        <p>
          <b>{me?.displayName || me?.username}</b>
          <span>signed in as {me?.username}</span>
        </p>
        <Button loading={signOut.isPending} onClick={() => signOut.mutate()}>
          Sign out
        </Button>
      </div>
    </Card>
  )
}

function AppearanceCard() {
  return (
    <Card title="Appearance">
      <Choice<Scheme>
        label="Appearance"
        hiddenLabel
        value={useScheme()}
        onChange={setScheme}
        options={[
          { value: "dark", label: "Dark" },
          { value: "light", label: "Light" },
          { value: "auto", label: "As the system" },
        ]}
      />
    </Card>
  )
}
