import { hands, may, me, onStage, type Participant, type Room, type RoomState } from "@footlights/live"
import { words } from "@footlights/ui/words"
import { bdi, button, make } from "./make.ts"

const TEXT_CHARS_MAX = 500
const ROSTER_SHOWN = 60

/** The room from inside: the stage, the chat, oneself. Parts are drawn anew only where they have changed. */
export class RoomPage {
  readonly element = make("main", "room")
  readonly #room: Room
  readonly #bar = make("p", "offline", "Reconnecting. Nothing is lost.")
  readonly #head = make("header", "head")
  readonly #stage = make("section", "stage")
  readonly #acts = make("div", "acts")
  readonly #chat = make("div", "chat")
  readonly #lines = make("ol", "")
  readonly #told = make("p", "told")
  readonly #form = make("form", "say")
  readonly #text = make("input", "")
  readonly #people = make("ul", "people")
  readonly #summary = make("summary", "")
  #drawn = new Map<HTMLElement, string>()

  constructor(room: Room) {
    this.#room = room
    this.#bar.setAttribute("role", "status")
    this.#stage.setAttribute("aria-label", "On the stage")
    this.#chat.setAttribute("aria-label", "Chat")
    this.#chat.setAttribute("role", "log")
    this.#chat.tabIndex = 0
    this.#chat.append(this.#lines)
    this.#told.setAttribute("role", "status")
    this.#text.setAttribute("aria-label", "Message")
    this.#text.placeholder = "Say something"
    this.#text.maxLength = TEXT_CHARS_MAX
    this.#text.autocomplete = "off"
    const send = make("button", "again", "Send")
    this.#form.append(this.#text, send)
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault()
      const text = this.#text.value.trim()
      if (text)
        this.#do(this.#room.say(text), () => {
          this.#text.value = ""
        })
    })
    const roster = make("details", "roster", this.#summary, this.#people)
    this.element.append(
      this.#bar,
      this.#head,
      this.#stage,
      this.#acts,
      roster,
      this.#chat,
      this.#told,
      this.#form,
    )
  }

  draw(state: RoomState, offline: boolean): void {
    const { room, presence } = state
    if (!room) return
    const name = words(room.name, 100)
    document.title = `${name} · Footlights`
    this.#bar.hidden = !offline
    this.#replace(this.#head, [
      make("h1", "", bdi("", name)),
      room.description !== "" && make("p", "about", bdi("", words(room.description, 300))),
      make("p", "here", hereText(state)),
    ])
    this.#replace(this.#stage, stageOf(state))
    this.#replace(this.#acts, this.#actsOf(state))
    this.#summary.textContent = `${room.participantCount} in the room`
    this.#replace(this.#people, rosterOf(state))
    this.#drawChat(state)
    const mute = !may(state, "chat.send") || room.status !== "active"
    this.#form.hidden = mute
    if (mute && this.#told.textContent === "") this.#told.textContent = "You may read here, not write."
    this.element.dataset.roster = presence.state
  }

  #actsOf(state: RoomState): HTMLElement[] {
    const own = me(state)
    if (!own || state.room?.status !== "active") return []
    const acts: HTMLElement[] = []
    const act = (text: string, deed: () => Promise<unknown>, primary = false) =>
      acts.push(button(primary ? "again" : "quiet-button", text, () => this.#do(deed())))
    if (own.onStage) act("Step down", () => this.#room.stepDown())
    else if (own.stageInvited) act("Come on stage", () => this.#room.acceptStage(), true)
    else if (own.handRaised) act("Lower your hand", () => this.#room.lowerHand())
    else act("Raise your hand", () => this.#room.raiseHand())
    if (own.stageInvited && !own.onStage) acts.unshift(make("p", "invited", "You are invited to the stage."))
    act("Leave", () => this.#room.leave())
    return acts
  }

  /** Keeps the end in sight, unless somebody reads further up. */
  #drawChat({ chat, meId }: RoomState): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#chat
    const atEnd = scrollHeight - scrollTop - clientHeight < 40
    const lines = chat.map(({ accountId, displayName, text }) =>
      make(
        "li",
        accountId === meId ? "own" : "",
        bdi("who", words(displayName, 60)),
        bdi("text", words(text, TEXT_CHARS_MAX)),
      ),
    )
    const empty = make("li", "empty", "Nobody has said anything yet.")
    this.#replace(this.#lines, lines.length > 0 ? lines : [empty])
    if (atEnd) this.#chat.scrollTop = this.#chat.scrollHeight
  }

  #do(deed: Promise<unknown>, done?: () => void): void {
    deed.then(
      () => {
        this.#told.textContent = ""
        done?.()
      },
      (refusal: unknown) => {
        this.#told.textContent = refusal instanceof Error ? refusal.message : "The reason is not known."
      },
    )
  }

  #replace(box: HTMLElement, parts: (HTMLElement | false)[]): void {
    const there = parts.filter((part) => part !== false)
    const text = there.map((part) => part.outerHTML).join("")
    if (this.#drawn.get(box) === text) return
    this.#drawn.set(box, text)
    const focused = box.contains(document.activeElement) ? document.activeElement?.textContent : undefined
    box.replaceChildren(...there)
    // A button that was pressed and stays keeps the focus.
    if (focused)
      [...box.querySelectorAll("button")].find(({ textContent }) => textContent === focused)?.focus()
  }
}

function hereText({ presence }: RoomState): string {
  const { counts, state } = presence
  if (state === "loading") return "Looking who is here"
  const away = counts.away > 0 ? `, ${counts.away} away` : ""
  return `${counts.present} here${away}${state === "stale" ? ", as far as we know" : ""}`
}

/** Lamps along the front edge, one for each who stands there; dark ones where there is room. */
function stageOf(state: RoomState): HTMLElement[] {
  const people = onStage(state)
  const size = Math.max(people.length, Math.min(state.room?.stageSize ?? 0, 8))
  const waiting = hands(state).length
  const lamps = Array.from({ length: size }, (_none, seat) => {
    const who = people[seat]
    const lamp = make("li", who ? "lamp lit" : "lamp", who && bdi("", words(who.displayName, 40)))
    if (!who) lamp.setAttribute("aria-label", "A free place")
    return lamp
  })
  const queue = waiting > 0 && make("p", "queue", waiting === 1 ? "1 hand is up" : `${waiting} hands are up`)
  return [make("ul", "lamps-row", ...lamps), queue].filter((part) => part !== false)
}

function rosterOf(state: RoomState): HTMLElement[] {
  const rank = (who: Participant) => (state.presence.people.has(who.accountId) ? 0 : 1)
  const all = [...state.participants.values()].sort(
    (a, b) => rank(a) - rank(b) || a.displayName.localeCompare(b.displayName),
  )
  const rows = all.slice(0, ROSTER_SHOWN).map((who) => {
    const presence = state.presence.people.get(who.accountId)
    const role = who.role === "viewer" ? "" : who.role
    const note = [role, who.guest && "guest", presence ?? "not here", who.handRaised && "hand up"]
    return make(
      "li",
      presence ? "" : "gone",
      bdi("who", words(who.displayName, 60)),
      make("span", "note", note.filter(Boolean).join(", ")),
    )
  })
  const more = (state.room?.participantCount ?? 0) - rows.length
  return more > 0 ? [...rows, make("li", "note", `and ${more} more`)] : rows
}
