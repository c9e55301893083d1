import type { Ban } from "@footlights/api"
import { Button, Card, EmptyState, notify, notifyFailure, RelativeTime, words } from "@footlights/ui"
import { useMutation, useQuery } from "@tanstack/react-query"
import { Asked } from "../shell/Asked.tsx"
import styles from "./Rooms.module.css"
import { bansQuery, renewRooms, unban } from "./roomQueries.ts"

/** Who may not come back. */
export function Bans({ id }: { id: string }) {
  const bans = useQuery(bansQuery(id))
  return (
    <Card title="Banned">
      <Asked query={bans} what="the bans">
        {(all) =>
          all.length === 0 ? (
            <EmptyState>Nobody is banned.</EmptyState>
          ) : (
            <ul className={styles.people} aria-label="Banned">
              {all.map((one) => (
                <Row key={one.accountId} id={id} ban={one} />
              ))}
            </ul>
          )
        }
      </Asked>
    </Card>
  )
}

function Row({ id, ban }: { id: string; ban: Ban }) {
  const name = words(ban.displayName, 60)
  const lift = useMutation({
    mutationFn: () => unban(id, ban.accountId),
    onSuccess: () => notify(`${name} may come back.`),
    onError: notifyFailure,
    onSettled: () => void renewRooms(),
  })
  return (
    <li>
      <p>
        <bdi>{name}</bdi>
        <span>
          since <RelativeTime at={ban.createdAt} />
        </span>
      </p>
      <Button loading={lift.isPending} aria-label={`Lift the ban of ${name}`} onClick={() => lift.mutate()}>
        Lift
      </Button>
    </li>
  )
}
