import { Mark } from "@footlights/ui"
import { Link } from "@tanstack/react-router"
import styles from "./Nav.module.css"
import { PAGES } from "./pages.ts"

/** Down the left side; on a phone along the bottom edge. */
export function Nav() {
  return (
    <nav className={styles.nav} aria-label="Studio">
      <div className={styles.mark}>
        <Mark />
      </div>
      {PAGES.map(({ to, name }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === "/" }} activeProps={{ "aria-current": "page" }}>
          {name}
        </Link>
      ))}
      <p className={styles.hint}>
        <kbd>?</kbd> lists the keys
      </p>
    </nav>
  )
}
