import "@fontsource-variable/inter/wght.css"
import "@footlights/ui/tokens.css"
import "./room.css"
import { Door } from "./door.ts"
import { dress } from "./dress.ts"

dress()
void new Door(document.getElementById("page") as HTMLElement, {
  // What the address says behind the # never leaves the browser: the secret of a join link stands there.
  roomId: decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? ""),
  link: decodeURIComponent(location.hash.slice(1)) || undefined,
}).open()
