import { hands, type Room, type RoomState } from "@footlights/live"
import { Button, Card, EmptyState, notifyFailure, RelativeTime, words } from "@footlights/ui"
import styles from "./Rooms.module.css"

/** Who wants to speak, first come first. */
export function Hands({ room, state }: { room: Room; state: RoomState }) {
  const waiting = hands(state)
  const act = (deed: Promise<unknown>) => void deed.catch(notifyFailure)
  return (
    <Card title="Hands up" aside={waiting.length > 0 ? String(waiting.length) : undefined}>
      {waiting.length === 0 ? (
        <EmptyState>Nobody has a hand up. Whoever wants to speak stands here, first come first.</EmptyState>
      ) : (
        <ol className={styles.people} aria-label="Hands up, first come first">
          {waiting.map((who) => {
            const name = words(who.displayName, 60)
            return (
              <li key={who.accountId}>
                <p>
                  <bdi>{name}</bdi>
                  <span>
                    {who.handRaisedAt ? <RelativeTime at={who.handRaisedAt} /> : null}
                    {who.stageInvited ? " · invited" : null}
                  </span>
                </p>
                <Button
                  aria-label={`Invite ${name} to the stage`}
                  onClick={() => act(room.inviteToStage(who.accountId))}
                >
                  Invite
                </Button>
                <Button
                  variant="outline"
                  aria-label={`Lower the hand of ${name}`}
                  onClick={() => act(room.lowerHand(who.accountId))}
                >
                  Lower
                </Button>
              </li>
            )
          })}
        </ol>
      )}
    </Card>
  )
}
