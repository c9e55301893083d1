import type { Invite } from "@footlights/live"
import { Button, Card, notifyFailure, RelativeTime, words } from "@footlights/ui"
import { useMutation } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import styles from "./Rooms.module.css"
import { acceptInvite, declineInvite, renewRooms } from "./roomQueries.ts"
import { useInbox } from "./useRoom.ts"

/** Invitations that wait for one's answer; not there where none does. */
export function Inbox() {
  const waiting = useInbox()
  if (waiting.length === 0) return null
  return (
    <Card title="Invitations">
      <ul className={styles.people} aria-label="Invitations">
        {waiting.map((invite) => (
          <Row key={invite.id} invite={invite} />
        ))}
      </ul>
    </Card>
  )
}

function Row({ invite }: { invite: Invite }) {
  const navigate = useNavigate()
  const name = words(invite.roomName, 100)
  const answered = { onError: notifyFailure, onSettled: () => void renewRooms() }
  const accept = useMutation({
    mutationFn: () => acceptInvite(invite.id),
    ...answered,
    onSuccess: () => void navigate({ to: "/rooms/$roomId", params: { roomId: invite.roomId } }),
  })
  const decline = useMutation({ mutationFn: () => declineInvite(invite.id), ...answered })
  return (
    <li>
      <p>
        <bdi>{name}</bdi>
        <span>
          by {words(invite.inviterName, 60)}, <RelativeTime at={invite.createdAt} />
        </span>
      </p>
      <Button
        variant="filled"
        loading={accept.isPending}
        aria-label={`Accept the invitation to ${name}`}
        onClick={() => accept.mutate()}
      >
        Accept
      </Button>
      <Button
        loading={decline.isPending}
        aria-label={`Decline the invitation to ${name}`}
        onClick={() => decline.mutate()}
      >
        Decline
      </Button>
    </li>
  )
}
