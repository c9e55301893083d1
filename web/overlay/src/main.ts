import "@fontsource-variable/inter/wght.css"
import "./overlay.css"
import "./place.css"
import { Connection, socketAtOrigin } from "@footlights/live"
import { followActivity } from "./activity.ts"
import { facts } from "./facts.ts"
import { Memory, storageOrNone } from "./memory.ts"
import { Scene } from "./scene.ts"
import { Loudspeaker } from "./sound/loudspeaker.ts"
import { readTheme, Wardrobe, WIDGETS } from "./theme.ts"

/** Goals that change come in bursts; one question is enough. */
const REFRESH_MS = 200

const overlayKey = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? "")
const query = new URLSearchParams(location.search)
const preview = query.get("preview") === "1"
const only = WIDGETS.find((widget) => widget === query.get("widget"))
const root = document.getElementById("stage") as HTMLElement
document.body.classList.toggle("preview", preview)
if (only) document.body.dataset.widget = only

// A preview looks on: it remembers nothing, ends nothing and makes no sound.
const local = storageOrNone(() => localStorage)
const memory = preview
  ? new Memory(undefined, undefined)
  : new Memory(
      storageOrNone(() => sessionStorage),
      local,
    )
const wardrobe = new Wardrobe()
const loudspeaker = new Loudspeaker({ silent: () => preview || !wardrobe.theme.sound, storage: local })
const connection = new Connection({ namespace: "/streaming/overlay", makeSocket: socketAtOrigin() })
const scene = new Scene({
  root,
  memory,
  wardrobe,
  loudspeaker,
  // No answer is needed: what does not arrive is said again by the next join.
  finished: ([alertId, attempt]) => looksOn() || connection.send("alert_finished", { alertId, attempt }),
  refresh,
})

/** Who shows no alerts must not be the one who is sent them: they would count as shown. */
const showsAlerts = () => (only ? only === "alerts" : wardrobe.theme.widgets.alerts)
const looksOn = () => preview || !showsAlerts()
const isActive = followActivity((active) => looksOn() || connection.send("overlay_state", { active }))

let joinedAsLooker = looksOn()
let leave = follow()
let refreshing: ReturnType<typeof setTimeout> | undefined

function follow(): () => void {
  return connection.follow({
    join: "join_overlay",
    body: () => {
      joinedAsLooker = looksOn()
      return {
        overlayKey,
        ...(joinedAsLooker ? { preview: true } : {}),
        finished: joinedAsLooker ? [] : memory.finished(),
      }
    },
    onFrame: () => undefined,
    onJoined: (answer) => {
      scene.joined(answer)
      dress()
      if (!looksOn()) connection.send("overlay_state", { active: isActive() })
    },
    onRefused: () => connection.revoke(),
  })
}

/** Joins again, which brings everything as it stands. */
function refresh(): void {
  clearTimeout(refreshing)
  refreshing = setTimeout(() => {
    leave()
    leave = follow()
  }, REFRESH_MS)
}

/** A look that the studio has not saved yet: its own preview wears it, and no other overlay hears of it. */
let draft: unknown
if (preview)
  addEventListener("message", ({ origin, data }) => {
    const told = facts(data).footlightsTheme
    if (origin !== location.origin || told === undefined) return
    draft = told
    dress()
  })

/** Which parts are seen, now that the theme is known. */
function dress(): void {
  if (draft !== undefined) wardrobe.wear(readTheme(draft))
  const shown = WIDGETS.filter((widget) => (only ? widget === only : wardrobe.theme.widgets[widget]))
  document.body.dataset.shown = shown.join(" ")
  if (looksOn() !== joinedAsLooker) refresh()
}

for (const [name, act] of Object.entries(scene.frames)) connection.on(name, act)
connection.on("theme_updated", dress)
connection.state.subscribe(() => {
  if (connection.state.get().phase !== "revoked") return
  scene.clear()
  // biome-ignore lint/suspicious/noConsole: OBS shows the console in its log, the only place to say it.
  console.info("The overlay key was rotated. Copy the new address into OBS.")
})
