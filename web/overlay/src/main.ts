import "@fontsource-variable/inter/wght.css"
import "./overlay.css"
import { Connection, socketAtOrigin } from "@footlights/live"
import { followActivity } from "./activity.ts"
import { readAlert } from "./alert.ts"
import { Chime } from "./chime.ts"
import { Conductor } from "./conductor.ts"
import { Memory, storageOrNone } from "./memory.ts"
import { Stage } from "./stage.ts"
import { Ticker } from "./ticker.ts"

const overlayKey = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? "")
const query = new URLSearchParams(location.search)
const preview = query.get("preview") === "1"
const root = document.getElementById("stage") as HTMLElement
document.body.classList.toggle("preview", preview)

// A preview looks on: it remembers nothing, ends nothing and makes no sound.
const memory = preview
  ? new Memory(undefined, undefined)
  : new Memory(
      storageOrNone(() => sessionStorage),
      storageOrNone(() => localStorage),
    )
const ticker = query.get("widget") === "alerts" ? undefined : new Ticker(root)
const chime = new Chime()
const connection = new Connection({ namespace: "/streaming/overlay", makeSocket: socketAtOrigin() })
const conductor = new Conductor({
  memory,
  painter: new Stage(root),
  chime: () => preview || chime.play(),
  // No answer is needed: what does not arrive is said again by the next join.
  finished: ([alertId, attempt]) => preview || connection.send("alert_finished", { alertId, attempt }),
})
const isActive = followActivity((active) => preview || connection.send("overlay_state", { active }))

function end(): void {
  conductor.clear()
  ticker?.clear()
  // biome-ignore lint/suspicious/noConsole: OBS shows the console in its log, the only place to say it.
  console.info("The overlay key was rotated. Copy the new address into OBS.")
}

connection.on("alert", (frame) => {
  const alert = readAlert(frame)
  if (alert) conductor.play(alert)
})
connection.on("tip_received", (frame) => ticker?.tip(frame))
connection.on("tip_refunded", (frame) => ticker?.totals(frame.sessionTotals))
connection.on("session_updated", (frame) => ticker?.session(frame))
connection.follow({
  join: "join_overlay",
  body: () => ({ overlayKey, ...(preview ? { preview } : {}), finished: preview ? [] : memory.finished() }),
  onFrame: () => undefined,
  onSnapshot: (state) => ticker?.state(state),
  onJoined: () => preview || connection.send("overlay_state", { active: isActive() }),
  onRefused: () => connection.revoke(),
})
connection.state.subscribe(() => {
  if (connection.state.get().phase === "revoked") end()
})
