import { Link, Outlet } from "@tanstack/react-router"
import { useMay } from "../acting.ts"
import { Page } from "../shell/Page.tsx"
import styles from "./Settings.module.css"

const PARTS = [
  { to: "/settings", name: "You" },
  { to: "/settings/show", name: "Show" },
  { to: "/settings/voice", name: "Voice" },
  { to: "/settings/chatbot", name: "Chatbot" },
  { to: "/settings/moderators", name: "Moderators" },
  { to: "/settings/webhooks", name: "Webhooks" },
] as const

/** The settings, part by part. In another's studio only one's own. */
export function SettingsLayout() {
  const own = useMay()("own")
  return (
    <Page title="Settings" lead="You, your show, who helps">
      {own ? (
        <nav className={styles.parts} aria-label="Settings">
          {PARTS.map(({ to, name }) => (
            <Link key={to} to={to} activeOptions={{ exact: true }} activeProps={{ "aria-current": "page" }}>
              {name}
            </Link>
          ))}
        </nav>
      ) : null}
      <Outlet />
    </Page>
  )
}
