import "@fontsource-variable/inter/wght.css"
import "@footlights/ui/tokens.css"
import "./viewer.css"
import { Connection, socketAtOrigin } from "@footlights/live"
import { readCreator } from "./creator.ts"
import { after } from "./news.ts"
import { Page, type Standing } from "./page.ts"

/** A page that is there at once needs no sign of loading. */
const LOADING_SHOWN_MS = 150
/** How often "4 min ago" is looked at again. */
const CLOCK_MS = 30_000
/** So much of what is told while a reading is on its way is kept; a page shows less than that. */
const HEARD_MOST = 256

const username = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? "")
const page = new Page({
  root: document.getElementById("page") as HTMLElement,
  username,
  again: () => void load(),
})
let standing: Standing = { kind: "loading" }
let connection: Connection | undefined
let drawing = false

function becomes(next: Standing): void {
  standing = next
  if (drawing) return
  drawing = true
  requestAnimationFrame(() => {
    drawing = false
    page.draw(standing, Date.now())
  })
}

/** For each reading that is on its way: what was told meanwhile, which its answer may not know. */
const hearing = new Set<[event: string, frame: unknown][]>()

async function load(): Promise<void> {
  const heard: [event: string, frame: unknown][] = []
  hearing.add(heard)
  const late = setTimeout(() => becomes({ kind: "loading" }), LOADING_SHOWN_MS)
  try {
    const answer = await fetch(`/api/creators/${encodeURIComponent(username)}`)
    const creator = answer.ok ? readCreator(await answer.json()) : undefined
    clearTimeout(late)
    if (creator) {
      const known = heard.reduce((known, [event, frame]) => after(known, event, frame), creator)
      becomes({ kind: "open", creator: known })
      if (!connection) connection = listen(creator.creatorId)
    } else becomes({ kind: answer.status === 404 ? "absent" : "failed" })
  } catch {
    clearTimeout(late)
    // What was seen before stays; the connection says that it may be old.
    if (standing.kind !== "open") becomes({ kind: "failed" })
  } finally {
    hearing.delete(heard)
  }
}

/** Every join may have missed something, also the first: what was read is older. So each brings a fresh look. */
function listen(creatorId: string): Connection {
  const live = new Connection({ namespace: "/streaming/overlay", makeSocket: socketAtOrigin() })
  /** Nothing comes any more: what is there now says whether the page still is. */
  const look = () => {
    live.close()
    if (connection === live) connection = undefined
    page.offline(false)
    return load()
  }
  live.follow({
    join: "join_overlay",
    body: () => ({ creatorId }),
    onFrame: () => undefined,
    onJoined: () => void load(),
    onRefused: () => void look(),
  })
  // Put out: she shows the page no more.
  live.on("error", () => void look())
  for (const event of ["tip_received", "goal_progress", "goals_updated", "menu_updated", "session_updated"])
    live.on(event, (frame) => {
      for (const heard of hearing) if (heard.push([event, frame]) > HEARD_MOST) heard.shift()
      if (standing.kind !== "open") return
      const { live: before } = standing.creator
      const creator = after(standing.creator, event, frame)
      if (creator !== standing.creator) becomes({ kind: "open", creator })
      // A session that begins has a title and a currency of its own.
      if (creator.live && !before) void load()
    })
  live.state.subscribe(() => page.offline(live.state.get().phase === "offline"))
  return live
}

const dark = matchMedia("(prefers-color-scheme: dark)")
const dress = () => {
  document.documentElement.dataset.mantineColorScheme = dark.matches ? "dark" : "light"
}
dark.addEventListener("change", dress)
dress()
setInterval(() => becomes(standing), CLOCK_MS)
void load()
