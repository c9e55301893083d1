import type { Account } from "@footlights/api"
import { Button, Card, EmptyState, ErrorState, Loading, RowsShape } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { PageHeader } from "../shell/PageHeader.tsx"
import styles from "./Moderators.module.css"
import { moderatingQuery } from "./moderatorQueries.ts"
import { enter } from "./StudioSwitch.tsx"

export const isCreator = ({ roles }: Account): boolean =>
  roles.some((role) => role === "creator" || role === "admin")

/** Somebody without a studio of their own: whose may they enter? */
export function NoStudio() {
  const studios = useQuery(moderatingQuery)
  return (
    <>
      <PageHeader title="Studios">Choose whose show you help with</PageHeader>
      <main className={styles.main}>
        <Card title="You moderate for">
          {studios.data && studios.data.length > 0 ? (
            <ul className={styles.list}>
              {studios.data.map((studio) => (
                <li key={studio.creatorId}>
                  <p>
                    <b>{studio.displayName}</b>
                    <span>{studio.rights.join(", ")}</span>
                  </p>
                  <Button
                    aria-label={`Enter the studio of ${studio.displayName}`}
                    onClick={() => enter(studio)}
                  >
                    Enter
                  </Button>
                </li>
              ))}
            </ul>
          ) : studios.isError ? (
            <ErrorState
              title="The studios could not be loaded."
              error={studios.error}
              retry={() => void studios.refetch()}
            />
          ) : studios.isPending ? (
            <Loading label="Loading studios">
              <RowsShape rows={2} />
            </Loading>
          ) : (
            <EmptyState>
              Nobody has let you in yet. Ask the creator to add your sign-in name under Settings, Moderators.
            </EmptyState>
          )}
        </Card>
      </main>
    </>
  )
}
