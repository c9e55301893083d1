import { useQuery } from "@tanstack/react-query"
import { useMay } from "../acting.ts"
import { OverlayCard } from "../live/OverlayCard.tsx"
import { PlayCard } from "../live/PlayCard.tsx"
import { settingsQuery } from "../settings/settingsQueries.ts"
import { useCurrency } from "../settings/useCurrency.ts"
import { Asked } from "../shell/Asked.tsx"
import { Column, Page } from "../shell/Page.tsx"
import { AnimationTiersCard } from "./AnimationTiersCard.tsx"
import { CustomAnimationsCard } from "./CustomAnimationsCard.tsx"
import { TimingCard } from "./TimingCard.tsx"
import { WaitingCard } from "./WaitingCard.tsx"

/** How what happens comes on: who decides, how long, what plays. */
export function AlertsPage() {
  const settings = useQuery(settingsQuery)
  const own = useMay()("own")
  const currency = useCurrency()
  return (
    <Page title="Alerts" lead="How a tip comes on, and what plays with it" width="beside">
      <Column>
        <Asked query={settings} what="the settings">
          {({ version, alerts, animations }) => (
            <>
              <TimingCard key={`timing-${version}`} alerts={alerts} currency={currency} />
              {animations ? (
                <AnimationTiersCard key={`tiers-${version}`} animations={animations} currency={currency} />
              ) : null}
            </>
          )}
        </Asked>
        {own ? <CustomAnimationsCard /> : null}
      </Column>
      <Column>
        {own ? <OverlayCard /> : null}
        {own ? <PlayCard primary={false} /> : null}
        <WaitingCard />
      </Column>
    </Page>
  )
}
