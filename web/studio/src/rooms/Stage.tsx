import { may, me, onStage, type Room, type RoomState } from "@footlights/live"
import { Button, Card, EmptyState, notifyFailure, words } from "@footlights/ui"
import styles from "./Rooms.module.css"

/** Who stands in the light, and whether oneself does. */
export function Stage({ room, state }: { room: Room; state: RoomState }) {
  const people = onStage(state)
  const own = me(state)
  const manages = may(state, "stage.manage")
  const act = (deed: Promise<unknown>) => deed.catch(notifyFailure)
  return (
    <Card title="On the stage" aside={`${people.length} of ${state.room?.stageSize ?? 0}`}>
      {people.length === 0 ? (
        <EmptyState>Nobody is on the stage. Invite somebody, or go up yourself.</EmptyState>
      ) : (
        <ul className={styles.lamps} aria-label="On the stage">
          {people.map((who) => (
            <li key={who.accountId}>
              <bdi>{words(who.displayName, 60)}</bdi>
              {manages && who.accountId !== own?.accountId ? (
                <Button
                  aria-label={`Take ${words(who.displayName, 60)} down`}
                  onClick={() => void act(room.stepDown(who.accountId))}
                >
                  Take down
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <div className={styles.acts}>
        {own?.onStage ? (
          <Button onClick={() => void act(room.stepDown())}>Step down</Button>
        ) : own?.stageInvited || may(state, "stage.speak") ? (
          <Button onClick={() => void act(room.acceptStage())}>Go on stage</Button>
        ) : own?.handRaised ? (
          <Button onClick={() => void act(room.lowerHand())}>Lower your hand</Button>
        ) : (
          <Button onClick={() => void act(room.raiseHand())}>Raise your hand</Button>
        )}
      </div>
    </Card>
  )
}
