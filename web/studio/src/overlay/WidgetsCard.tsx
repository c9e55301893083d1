import { Card, notifyFailure, Secret } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { overlayQuery, revealOverlay } from "../queries.ts"
import styles from "./Overlay.module.css"

const WIDGETS = [
  { widget: "alerts", name: "Alerts" },
  { widget: "goals", name: "Goals" },
  { widget: "ticker", name: "Newest tips" },
  { widget: "leader", name: "Who gave most" },
  { widget: "menu", name: "Menu" },
  { widget: "chat", name: "Chat answers" },
] as const

/** One part alone, for those who place each by hand in OBS. */
export function WidgetsCard() {
  const version = useQuery(overlayQuery).data?.rotatedAt
  return (
    <Card title="One part alone">
      <p className={styles.words}>Each of these addresses shows one part, as a source of its own in OBS.</p>
      <ul className={styles.addresses}>
        {WIDGETS.map(({ widget, name }) => (
          <li key={widget}>
            <Secret
              compact
              label={`${name} address`}
              reveal={async () => `${await revealOverlay()}?widget=${widget}`}
              version={version}
              onFailure={notifyFailure}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}
