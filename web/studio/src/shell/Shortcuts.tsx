import { Dialog } from "@footlights/ui"
import { useNavigate } from "@tanstack/react-router"
import { useEffect, useMemo, useState } from "react"
import { useActing } from "../acting.ts"
import { useTestTip } from "../live/useTestTip.ts"
import { isForUs, KeyReader } from "./keys.ts"
import { isOpenTo, PAGES } from "./pages.ts"
import styles from "./Shortcuts.module.css"

/** There is one keyboard: a page that is drawn anew between `g` and its letter must not lose the `g`. */
const reader = new KeyReader()

/** The keyboard of the whole studio, and the sheet that lists it. */
export function Shortcuts() {
  const [listed, setListed] = useState(false)
  const navigate = useNavigate()
  const { mutate: testTip } = useTestTip()
  const rights = useActing()?.rights ?? null
  const pages = useMemo(() => PAGES.filter((page) => isOpenTo(page, rights)), [rights])
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!isForUs(event)) return
      const asked = reader.read(event.key, event.timeStamp)
      if (!asked) return
      event.preventDefault()
      if (asked.act === "keys") setListed(true)
      if (asked.act === "test-tip" && rights === null) testTip()
      if (asked.act === "search") document.querySelector<HTMLInputElement>("input[type=search]")?.focus()
      const page = asked.act === "go" && pages.find(({ letter }) => letter === asked.letter)
      if (page) void navigate({ to: page.to })
    }
    addEventListener("keydown", pressed)
    return () => removeEventListener("keydown", pressed)
  }, [navigate, testTip, pages, rights])
  return (
    <Dialog title="Keys" opened={listed} onClose={() => setListed(false)}>
      <dl className={styles.keys}>
        {rights === null ? <Key keys={["t"]} does="Test tip" /> : null}
        <Key keys={["/"]} does="Search on this page" />
        {pages.map(({ name, letter }) => (
          <Key key={letter} keys={["g", letter]} does={`Go to ${name}`} />
        ))}
        <Key keys={["Space"]} does="Take up and put down a row; arrows move it" />
        <Key keys={["?"]} does="This list" />
        <Key keys={["Esc"]} does="Close" />
      </dl>
    </Dialog>
  )
}

function Key({ keys, does }: { keys: string[]; does: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  )
}
