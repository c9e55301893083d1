import { byRole, may, me, type Participant, ROLES, type RoomRole, type RoomState } from "@footlights/live"
import { Button, Card, count, notify, notifyFailure, SelectField, StatusPill, words } from "@footlights/ui"
import { useMutation } from "@tanstack/react-query"
import styles from "./Rooms.module.css"
import { ban, kick, renewRooms, setRole } from "./roomQueries.ts"
import { ROLE_NAMES, ROLES_NAMES } from "./roomWords.ts"

/** Everybody by role, those who are there first. */
export function Roster({ state }: { state: RoomState }) {
  const all = state.room?.participantCount ?? state.participants.size
  return (
    <Card title="People" aside={count(all, "person", "people")}>
      {state.presence.state === "stale" ? (
        <p className={styles.note} role="status">
          Some may have left or come without our knowing. It mends itself in a few seconds.
        </p>
      ) : null}
      {byRole(state).map(({ role, people }) => (
        <section key={role}>
          <h3 className={styles.role}>{ROLES_NAMES[role]}</h3>
          <ul className={styles.people} aria-label={ROLES_NAMES[role]}>
            {people.map((who) => (
              <Row key={who.accountId} who={who} state={state} />
            ))}
          </ul>
        </section>
      ))}
      {all > state.participants.size ? (
        <p className={styles.note}>and {all - state.participants.size} more</p>
      ) : null}
    </Card>
  )
}

function Row({ who, state }: { who: Participant; state: RoomState }) {
  const name = words(who.displayName, 60)
  const presence = state.presence.people.get(who.accountId)
  const id = state.room?.id ?? ""
  const own = me(state)
  const inUse = state.room?.status === "active"
  const acts = inUse && own && own.accountId !== who.accountId && reaches(own.role, who.role)
  const change = useMutation({
    mutationFn: (role: RoomRole) => setRole(id, who.accountId, role),
    onError: notifyFailure,
  })
  const out = useMutation({
    mutationFn: (forGood: boolean) => (forGood ? ban(id, who.accountId) : kick(id, who.accountId)),
    onSuccess: (_none, forGood) => {
      notify(forGood ? `${name} is banned. The ban can be lifted under Banned.` : `${name} was put out.`)
      void renewRooms()
    },
    onError: notifyFailure,
  })
  return (
    <li>
      <p>
        <bdi>{name}</bdi>
        <span>{[who.guest ? "guest" : "", who.onStage ? "on stage" : ""].filter(Boolean).join(", ")}</span>
      </p>
      <StatusPill tone={presence === "active" ? "good" : "plain"}>
        {presence === "active" ? "Here" : presence === "away" ? "Away" : "Not here"}
      </StatusPill>
      {acts ? (
        <span className={styles.rowActs}>
          {may(state, "role.set") ? (
            <SelectField<RoomRole>
              label={`Role of ${name}`}
              value={who.role}
              disabled={change.isPending}
              onChange={(role) => change.mutate(role)}
              options={ROLES.filter((role) => own && reaches(own.role, role)).map((value) => ({
                value,
                label: ROLE_NAMES[value],
              }))}
            />
          ) : null}
          {may(state, "kick") ? (
            <Button aria-label={`Put ${name} out`} loading={out.isPending} onClick={() => out.mutate(false)}>
              Put out
            </Button>
          ) : null}
          {may(state, "ban") ? (
            <Button variant="outline" aria-label={`Ban ${name}`} onClick={() => out.mutate(true)}>
              Ban
            </Button>
          ) : null}
        </span>
      ) : null}
    </li>
  )
}

/** Whether somebody of this role may act against another: who stands higher or alike, against a host only a host. */
const reaches = (role: RoomRole, other: RoomRole) => ROLES.indexOf(role) <= ROLES.indexOf(other)
