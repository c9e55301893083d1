import type { Theme } from "@footlights/api"
import { Card } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { OverlayCard } from "../live/OverlayCard.tsx"
import { PlayCard } from "../live/PlayCard.tsx"
import { Asked } from "../shell/Asked.tsx"
import { Column, Page } from "../shell/Page.tsx"
import { ThemeEditor } from "./ThemeEditor.tsx"
import { themeQuery } from "./themeQuery.ts"
import { WidgetsCard } from "./WidgetsCard.tsx"

/** How the overlay looks, beside the overlay itself. */
export function OverlayPage() {
  const theme = useQuery(themeQuery)
  const [draft, setDraft] = useState<Theme>()
  return (
    <Page
      title="Overlay"
      lead="How it looks in your picture; what you change shows beside it at once, elsewhere when it is saved"
      width="beside"
    >
      <Column>
        <Card title="Look">
          <Asked query={theme} what="the look">
            {(saved) => <ThemeEditor saved={saved} onDraft={setDraft} />}
          </Asked>
        </Card>
        <WidgetsCard />
      </Column>
      <Column sticks>
        <OverlayCard draft={draft} />
        <PlayCard primary={false} />
      </Column>
    </Page>
  )
}
