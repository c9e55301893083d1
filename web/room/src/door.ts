import { becomeGuest, type JoinWith, type Room, type RoomState, Rooms } from "@footlights/live"
import { bdi, button, field, make } from "./make.ts"
import { RoomPage } from "./roomPage.ts"

/** What the address says. */
export interface Address {
  roomId: string
  link: string | undefined
}

/** A page that is there at once needs no sign of loading. */
const LOADING_SHOWN_MS = 150
const NAME_CHARS_MAX = 40

/** The way into a room: who one is, what is asked for, and what to do where it is shut. */
export class Door {
  readonly #root: HTMLElement
  readonly #address: Address
  #rooms: Rooms | undefined
  #room: Room | undefined
  #page: RoomPage | undefined

  constructor(root: HTMLElement, address: Address) {
    this.#root = root
    this.#address = address
  }

  async open(): Promise<void> {
    const late = setTimeout(() => this.#show(skeleton()), LOADING_SHOWN_MS)
    try {
      const guest = this.#remembered()
      const me = guest ? undefined : await fetch("/api/auth/me", { credentials: "same-origin" })
      clearTimeout(late)
      if (guest) this.#enter(guest)
      else if (me?.ok) this.#enter(undefined)
      else if (me?.status === 401) this.#ask()
      else this.#failed()
    } catch {
      clearTimeout(late)
      this.#failed()
    }
  }

  /** Joins, as a guest by their token or as whoever is signed in. */
  #enter(token: string | undefined, password?: string): void {
    const { roomId, link } = this.#address
    this.#rooms?.close()
    this.#rooms = new Rooms(token ? { token: () => token } : {})
    const how: JoinWith = { ...(password ? { password } : {}), ...(link ? { link } : {}) }
    const room = this.#rooms.join(roomId, how, { atDisplayTime: true })
    this.#room = room
    this.#page = undefined
    const look = () => {
      if (this.#room === room) this.#follow(room, token)
    }
    room.state.subscribe(look)
    this.#rooms.connection.subscribe(look)
    if (!this.#root.firstChild) this.#show(skeleton())
  }

  #follow(room: Room, token: string | undefined): void {
    const state = room.state.get()
    const banned = state.removal === "banned"
    const again = () => void this.open()
    switch (state.standing) {
      case "refused":
        this.#refused(state.refusal?.code ?? "", state.refusal?.message ?? "", token)
        break
      case "removed":
        this.#over(
          banned ? "You were put out and may not come back" : "You were put out",
          `Somebody who keeps order here decided so.${banned ? "" : " You may come back."}`,
          banned ? undefined : again,
        )
        break
      case "left":
        this.#over("You have left", "The room goes on without you.", again)
        break
      case "gone":
        this.#over("This room is gone", "It was deleted, or you may not know of it any more.")
        break
      default:
        this.#draw(room, state)
    }
  }

  #draw(room: Room, state: RoomState): void {
    if (!state.room) return
    if (!this.#page) {
      this.#page = new RoomPage(room)
      this.#show(this.#page.element)
    }
    this.#page.draw(state, this.#rooms?.connection.get().phase === "offline")
  }

  #refused(code: string, message: string, token: string | undefined): void {
    switch (code) {
      case "password_required":
      case "wrong_password":
        this.#askPassword(token, code === "wrong_password" ? message : "")
        break
      case "not_found":
        this.#over(
          "There is no room here",
          "The address may be wrong, or the link is used up or revoked. Ask whoever sent it for a new one.",
        )
        break
      case "unauthenticated":
      case "credentials_expired":
        this.#forget()
        this.#ask()
        break
      default:
        this.#over("The room is not open to you", message, () => void this.open())
    }
  }

  /** Nobody is signed in: a guest by a name where there is a link, else the door of the house. */
  #ask(): void {
    if (!this.#address.link) {
      const enter = this.#signIn("again", "Sign in")
      this.#show(notice("Sign in to come in", "Or ask for a link that lets guests in, and open that.", enter))
      return
    }
    const input = make("input", "")
    input.id = "name"
    input.required = true
    input.maxLength = NAME_CHARS_MAX
    input.autocomplete = "off"
    const name = field("Your name", input)
    const go = make("button", "again", "Come in")
    const form = make("form", "ask", name.row, go)
    form.addEventListener("submit", async (event) => {
      event.preventDefault()
      go.disabled = true
      try {
        const guest = await becomeGuest(location.origin, input.value.trim(), this.#address.link ?? "")
        this.#remember(guest.accessToken)
        this.#enter(guest.accessToken)
      } catch (refusal) {
        name.fault(refusal instanceof Error ? refusal.message : "The reason is not known.")
      } finally {
        go.disabled = false
      }
    })
    this.#show(
      notice(
        "Come in as a guest",
        "The others see this name. No account is made of it.",
        form,
        this.#signIn("quiet", "Sign in instead"),
      ),
    )
    input.focus()
  }

  /** The way to the sign-in and back here. The link's secret stays in this tab: the address of the sign-in never carries it. */
  #signIn(name: string, text: string): HTMLAnchorElement {
    const { roomId, link } = this.#address
    const way = make("a", name, text)
    way.href = `/studio/sign-in?next=${encodeURIComponent(`/r/${roomId}`)}`
    way.addEventListener("click", () => keepLink(roomId, link))
    return way
  }

  #askPassword(token: string | undefined, wrong: string): void {
    const input = make("input", "")
    input.id = "password"
    input.type = "password"
    input.required = true
    input.autocomplete = "off"
    const password = field("Password of the room", input)
    password.fault(wrong)
    const form = make("form", "ask", password.row, make("button", "again", "Come in"))
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.#enter(token, input.value)
    })
    this.#show(notice("This room has a password", "Whoever invited you knows it.", form))
    input.focus()
  }

  #over(title: string, why: string, again?: () => void): void {
    this.#rooms?.close()
    this.#show(notice(title, why, again && button("again", "Try again", again)))
  }

  #failed(): void {
    const again = button("again", "Try again", () => void this.open())
    this.#show(
      notice(
        "The room could not be opened",
        "The server did not answer as it should. Try again in a moment.",
        again,
      ),
    )
  }

  #show(part: HTMLElement): void {
    this.#root.replaceChildren(part)
  }

  // A guest stays the same guest in this tab, also when the page is loaded anew.
  get #name(): string {
    return `footlights.guest.${this.#address.roomId}`
  }
  #remembered(): string | null {
    try {
      return sessionStorage.getItem(this.#name)
    } catch {
      return null
    }
  }
  #remember(token: string): void {
    try {
      sessionStorage.setItem(this.#name, token)
    } catch {
      // Without storage one is a new guest after a reload.
    }
  }
  #forget(): void {
    try {
      sessionStorage.removeItem(this.#name)
    } catch {
      // There was none.
    }
  }
}

const linkName = (roomId: string) => `footlights.link.${roomId}`

function keepLink(roomId: string, link: string | undefined): void {
  try {
    if (link) sessionStorage.setItem(linkName(roomId), link)
  } catch {
    // Without storage one opens the link once more after signing in.
  }
}

/** The link one came by before signing in, once. */
export function keptLink(roomId: string): string | undefined {
  try {
    const link = sessionStorage.getItem(linkName(roomId)) ?? undefined
    sessionStorage.removeItem(linkName(roomId))
    return link
  } catch {
    return undefined
  }
}

function notice(title: string, why: string, ...parts: (HTMLElement | undefined)[]): HTMLElement {
  document.title = `${title} · Footlights`
  return make("main", "page notice", make("h1", "", bdi("", title)), make("p", "", why), ...parts)
}

/** The page's own shape. */
function skeleton(): HTMLElement {
  const shape = make(
    "main",
    "page",
    make("h1", "sr-only", "Loading"),
    make("div", "bone wide"),
    make("div", "bone"),
  )
  shape.setAttribute("aria-busy", "true")
  return shape
}
