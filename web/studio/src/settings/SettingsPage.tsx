import { take } from "@footlights/api"
import { Card, notifyFailure } from "@footlights/ui"
import { Button, SegmentedControl, useMantineColorScheme } from "@mantine/core"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { api, forgetEverything, meQuery } from "../queries.ts"
import { PageHeader } from "../shell/PageHeader.tsx"
import { PasswordCard } from "./PasswordCard.tsx"
import styles from "./Settings.module.css"
import { TokensCard } from "./TokensCard.tsx"

export function SettingsPage() {
  useEffect(() => {
    document.title = "Settings · Footlights"
  }, [])
  return (
    <>
      <PageHeader title="Settings">You, your password, your scripts</PageHeader>
      <main className={styles.main}>
        <AccountCard />
        <AppearanceCard />
        <PasswordCard />
        <TokensCard />
      </main>
    </>
  )
}

function AccountCard() {
  const me = useQuery(meQuery).data
  const signOut = useMutation({
    mutationFn: () => take(api.POST("/api/auth/logout")),
    onSuccess: forgetEverything,
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
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Card title="Appearance">
      <SegmentedControl
        aria-label="Appearance"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={[
          { value: "dark", label: "Dark" },
          { value: "light", label: "Light" },
          { value: "auto", label: "As the system" },
        ]}
      />
    </Card>
  )
}
