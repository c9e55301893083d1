import { Mark } from "@footlights/ui"
import { Link } from "@tanstack/react-router"
import { useActing } from "../acting.ts"
import { WaitingCount } from "../alerts/WaitingCount.tsx"
import { StudioSwitch } from "../moderators/StudioSwitch.tsx"
import { More } from "./More.tsx"
import styles from "./Nav.module.css"
import { AFTER_PAGES, isOpenTo, SHOW_PAGES } from "./pages.ts"

/** Down the left side; on a phone along the bottom edge, what does not fit there behind "More". */
export function Nav() {
  const rights = useActing()?.rights ?? null
  const show = SHOW_PAGES.filter((page) => isOpenTo(page, rights))
  const after = AFTER_PAGES.filter((page) => isOpenTo(page, rights))
  return (
    <nav className={styles.nav} aria-label="Studio">
      <div className={styles.mark}>
        <Mark />
      </div>
      <div className={styles.whose}>
        <StudioSwitch />
      </div>
      {show.map((page) => (
        <PageLink key={page.to} page={page} />
      ))}
      <hr className={styles.rule} />
      {after.map((page) => (
        <PageLink key={page.to} page={page} />
      ))}
      <More />
      <p className={styles.hint}>
        <kbd>?</kbd> lists the keys
      </p>
    </nav>
  )
}

function PageLink({ page: { to, name, inBar } }: { page: (typeof SHOW_PAGES | typeof AFTER_PAGES)[number] }) {
  return (
    <Link
      to={to}
      data-in-bar={inBar}
      activeOptions={{ exact: to === "/" }}
      activeProps={{ "aria-current": "page" }}
    >
      {name}
      {to === "/" ? <WaitingCount /> : null}
    </Link>
  )
}
