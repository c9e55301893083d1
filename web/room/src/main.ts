import "@fontsource-variable/inter/wght.css"
import "@footlights/ui/tokens.css"
import "./room.css"
import { Door, keptLink } from "./door.ts"
import { dress } from "./dress.ts"

dress()
const roomId = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? "")
const kept = keptLink(roomId)
void new Door(document.getElementById("page") as HTMLElement, {
  roomId,
  // What the address says behind the # never leaves the browser: the secret of a join link stands there.
  link: decodeURIComponent(location.hash.slice(1)) || kept,
}).open()
