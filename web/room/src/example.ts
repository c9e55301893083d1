import "@footlights/ui/tokens.css"
import "./room.css"
import { type Room, Rooms } from "@footlights/live"
import { dress } from "./dress.ts"

const $ = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const field = (id: string) => $<HTMLInputElement>(id)
const rows = (texts: string[]) =>
  texts.map((text) => {
    const row = document.createElement("li")
    row.textContent = text
    return row
  })
let room: Room | undefined

function draw({ id, state }: Room): void {
  const { standing, refusal, room: now, presence, participants, chat } = state.get()
  $("standing").textContent = refusal
    ? refusal.message
    : `${standing} ${now?.name ?? id}: ${presence.counts.present} here (${presence.state})`
  const here = [...presence.people].map(
    ([who, is]) => `${participants.get(who)?.displayName ?? "Somebody"}, ${is}`,
  )
  $("people").replaceChildren(...rows(here))
  $("chat").replaceChildren(...rows(chat.map(({ displayName, text }) => `${displayName}: ${text}`)))
}

$("enter").addEventListener("submit", async (event) => {
  event.preventDefault()
  const token = field("token").value
  const rooms = new Rooms(token ? { token: () => token } : {})
  const id =
    field("room").value.trim() || (await rooms.create({ name: "An example", visibility: "public" })).id
  field("room").value = id
  room?.close()
  const joined = rooms.join(id)
  joined.state.subscribe(() => draw(joined))
  room = joined
})

$("say").addEventListener("submit", (event) => {
  event.preventDefault()
  room?.say(field("text").value).then(
    () => {
      field("text").value = ""
    },
    (refusal: Error) => {
      $("standing").textContent = refusal.message
    },
  )
})
dress()
