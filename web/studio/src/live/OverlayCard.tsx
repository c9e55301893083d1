import type { Theme } from "@footlights/api"
import { Card, ErrorState, notifyFailure, Secret } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { overlayQuery, revealOverlay } from "../queries.ts"
import styles from "./OverlayCard.module.css"
import { OverlayPreview } from "./OverlayPreview.tsx"
import { RotateKey } from "./RotateKey.tsx"

/** The overlay as it looks now, and its address: hidden until asked for, since studios get streamed. */
export function OverlayCard({ draft }: { draft?: Theme | undefined }) {
  const overlay = useQuery(overlayQuery)
  const version = overlay.data?.rotatedAt
  return (
    <Card title="On the overlay" aside={<RotateKey />}>
      {overlay.isError && !overlay.data ? (
        <ErrorState
          title="The overlay could not be loaded."
          error={overlay.error}
          retry={() => void overlay.refetch()}
        />
      ) : (
        <>
          <OverlayPreview version={version} draft={draft} />
          <div className={styles.address}>
            <Secret
              label="Overlay address"
              reveal={revealOverlay}
              version={version}
              onFailure={notifyFailure}
            />
          </div>
          <p className={styles.words}>
            In OBS: add a browser source, paste the address, 1920 × 1080. It follows every session from now
            on.
          </p>
        </>
      )}
    </Card>
  )
}
