import { Card } from "@footlights/ui"
import { Button } from "@mantine/core"
import styles from "./PlayCard.module.css"
import { useTestTip } from "./useTestTip.ts"

/** What one can make happen on the overlay. With a session running, this is the page's main button. */
export function PlayCard({ primary }: { primary: boolean }) {
  const testTip = useTestTip()
  return (
    <Card title="Play" aside={<span className={styles.key}>key t</span>}>
      <Button
        variant={primary ? "filled" : "default"}
        fullWidth
        loading={testTip.isPending}
        onClick={() => testTip.mutate()}
      >
        Test tip
      </Button>
      <p className={styles.words}>Shows on the overlay and counts nowhere.</p>
    </Card>
  )
}
