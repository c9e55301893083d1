import { Dialog } from "@footlights/ui"
import { Link, useLocation } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import { useActing } from "../acting.ts"
import { StudioSwitch } from "../moderators/StudioSwitch.tsx"
import styles from "./More.module.css"
import { isOpenTo, PAGES } from "./pages.ts"

/** On a phone: the pages that have no place in the bar. */
export function More() {
  const [opened, setOpened] = useState(false)
  const rights = useActing()?.rights ?? null
  const { pathname } = useLocation()
  const pages = PAGES.filter((page) => !page.inBar && isOpenTo(page, rights))
  // biome-ignore lint/correctness/useExhaustiveDependencies: arriving on a page closes the sheet
  useEffect(() => setOpened(false), [pathname])
  return (
    <>
      <button
        type="button"
        className={styles.more}
        aria-haspopup="dialog"
        data-here={pages.some(({ to }) => pathname.startsWith(to))}
        onClick={() => setOpened(true)}
      >
        More
      </button>
      <Dialog title="More pages" opened={opened} onClose={() => setOpened(false)}>
        <ul className={styles.pages}>
          {pages.map(({ to, name }) => (
            <li key={to}>
              <Link to={to} activeProps={{ "aria-current": "page" }} onClick={() => setOpened(false)}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
        <StudioSwitch />
      </Dialog>
    </>
  )
}
