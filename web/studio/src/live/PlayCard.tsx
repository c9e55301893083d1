import { Button, Card } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { BUILT_IN, customAnimationsQuery, usePlay } from "./animations.ts"
import styles from "./PlayCard.module.css"
import { useTestTip } from "./useTestTip.ts"

/** What one can make happen on the overlay. With a session running, this is the page's main button. */
export function PlayCard({ primary }: { primary: boolean }) {
  const testTip = useTestTip()
  return (
    <Card title="Play" aside={<span className={styles.key}>key t</span>}>
      <div className={styles.acts}>
        <Button
          variant={primary ? "filled" : "default"}
          loading={testTip.isPending}
          onClick={() => testTip.mutate()}
        >
          Test tip
        </Button>
        <Animations />
      </div>
      <p className={styles.words}>A test tip shows on the overlay and counts nowhere.</p>
    </Card>
  )
}

function Animations() {
  const play = usePlay()
  const custom = useQuery(customAnimationsQuery).data ?? []
  return (
    <>
      {BUILT_IN.map(({ type, name }) => (
        <Button key={type} onClick={() => play.mutate({ type, name })}>
          {name}
        </Button>
      ))}
      {custom.map(({ id, name, durationMs }) => (
        <Button key={id} onClick={() => play.mutate({ type: "custom", customId: id, durationMs, name })}>
          <bdi>{name}</bdi>
        </Button>
      ))}
    </>
  )
}
