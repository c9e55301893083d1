import { type Room, type RoomState, Rooms, socketAtOrigin } from "@footlights/live"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openContext, PHONE, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"
import { inEveryLook } from "../src/looks.ts"
import { Script } from "../src/script.ts"
import { Studio } from "../src/studio.ts"

let evening: Evening
beforeAll(async () => {
  evening = await openEvening()
})
afterAll(() => evening?.close())

/** Waits until a room says so. */
function until(room: Room, is: (state: RoomState) => boolean): Promise<RoomState> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`in vain: ${JSON.stringify(room.state.get())}`)), 20_000)
    const look = () => {
      const state = room.state.get()
      if (!is(state)) return
      clearTimeout(late)
      end()
      resolve(state)
    }
    const end = room.state.subscribe(look)
    look()
  })
}

describe("the SDK in Node", () => {
  const PEOPLE = ["ana", "bo"] as const
  const open: Rooms[] = []
  afterAll(() => {
    for (const rooms of open) rooms.close()
  })

  async function person(username: string): Promise<Rooms> {
    const script = await Script.signIn(evening.house)
    const account = { username, password: "a-seat-in-the-house-1", displayName: username, roles: ["viewer"] }
    expect(await script.post("/api/accounts", account)).toBe(201)
    const { token } = await Script.signIn(evening.house, username, account.password)
    const { url } = evening.house
    const rooms = new Rooms({ origin: url, token: () => token, makeSocket: socketAtOrigin(url) })
    open.push(rooms)
    return rooms
  }

  it("two people meet, speak, raise a hand and come on stage", async () => {
    const [ana, bo] = await Promise.all(PEOPLE.map(person))
    if (!ana || !bo) throw new Error("two people")
    const { id } = await ana.create({ name: "Node room", visibility: "public", stageSize: 2 })
    const hers = ana.join(id)
    const his = bo.join(id)
    await until(his, ({ participants }) => participants.size === 2)
    await until(
      hers,
      ({ participants, presence }) => participants.size === 2 && presence.counts.present === 2,
    )
    expect(hers.state.get().presence.state).toBe("fresh")
    await his.raiseHand()
    const asking = await until(hers, ({ participants }) =>
      [...participants.values()].some((who) => who.handRaised),
    )
    const bos = [...asking.participants.values()].find((who) => who.handRaised)
    await hers.inviteToStage(bos?.accountId ?? "")
    await until(his, ({ participants, meId }) => participants.get(meId ?? "")?.stageInvited === true)
    await his.acceptStage()
    await until(hers, ({ participants }) => participants.get(bos?.accountId ?? "")?.onStage === true)
    await expect(his.inviteToStage(hers.state.get().meId ?? "")).rejects.toMatchObject({
      code: "capability_required",
    })
    await his.say("good evening")
    expect((await until(hers, ({ chat }) => chat.length === 1)).chat[0]?.text).toBe("good evening")
    await his.leave()
    await until(hers, ({ participants }) => participants.size === 1)
  })

  it("comes back after a crash and gets exactly the rest", async () => {
    const [first] = open
    if (!first) throw new Error("somebody")
    const { id } = await first.create({ name: "Crash room", visibility: "public" })
    const room = first.join(id)
    const heard: number[] = []
    for (const event of ["participant_joined", "chat_message", "room_updated"])
      room.on(event, ({ sequence }) => heard.push(sequence ?? -1))
    await until(room, ({ standing, room: known }) => standing === "in" && known !== null)
    const script = await Script.signIn(evening.house)
    expect(await script.post(`/api/rooms/${id}/join`, {})).toBe(200)
    const say = (text: string) => script.post(`/api/rooms/${id}/chat`, { text })
    for (let n = 0; n < 3; n += 1) expect(await say(`before ${n}`)).toBe(201)
    await until(room, ({ chat }) => chat.length === 3)
    await evening.house.kill()
    await evening.house.start()
    // Said while this one is still finding its way back.
    for (let n = 0; n < 3; n += 1) expect(await say(`after ${n}`)).toBe(201)
    const back = await until(room, ({ chat }) => chat.length === 6)
    expect(back.chat.map(({ text }) => text)).toEqual([
      "before 0",
      "before 1",
      "before 2",
      "after 0",
      "after 1",
      "after 2",
    ])
    const [start = 0] = heard
    expect(heard).toEqual(Array.from({ length: heard.length }, (_none, n) => start + n))
    await until(room, ({ presence }) => presence.counts.present === 1)
  })
})

describe("two people in a room", () => {
  let host: Page
  let guest: Page
  let address = ""

  it("the host makes one, and a link that lets guests in", async () => {
    host = evening.studio.page
    await host.goto(`${evening.house.url}/studio/rooms`)
    await evening.studio.heading("Rooms")
    await evening.studio.settled()
    expect(await findings(host)).toEqual([])
    await picture(host, "rooms")
    await host.getByLabel("Name of the room").fill("Green room")
    await host.getByRole("button", { name: "Make room" }).click()
    await evening.studio.heading("Green room")
    await host.getByText("Nobody has said anything yet.").waitFor()
    await host.getByLabel("Links let guests in").check()
    await host.getByRole("button", { name: "Save", exact: true }).click()
    await host.getByText("also as a guest without an account").waitFor()
    await host.getByRole("button", { name: "Make a link" }).click()
    await host.getByRole("button", { name: "Show link" }).click()
    address = await host.locator("code[data-shown=true]").innerText()
    expect(address).toMatch(/\/r\/[0-9a-f-]{36}#.+/)
    expect(await findings(host)).toEqual([])
    await host.getByRole("button", { name: "Done" }).click()
  })

  it("a guest comes in by it on a phone, under a name", async () => {
    const context = await openContext(evening.browser, { viewport: PHONE, hasTouch: true, isMobile: true })
    guest = await context.newPage()
    await guest.goto(address)
    await guest.getByRole("heading", { name: "Come in as a guest" }).waitFor()
    expect(await findings(guest)).toEqual([])
    await picture(guest, "room-door")
    await guest.getByLabel("Your name").fill("Zoë")
    await guest.getByRole("button", { name: "Come in" }).click()
    await guest.getByRole("heading", { name: "Green room" }).waitFor()
    await guest.getByText("2 here").waitFor()
    await host.getByRole("list", { name: "Viewers" }).locator("bdi", { hasText: "Zoë" }).waitFor()
    expect(await findings(guest)).toEqual([])
  })

  it("they talk, and one deletes what the other said", async () => {
    await guest.getByRole("textbox", { name: "Message" }).fill("Is this on?")
    await guest.getByRole("button", { name: "Send" }).click()
    await host.getByRole("log", { name: "Chat" }).getByText("Is this on?").waitFor()
    await host.getByLabel("Message", { exact: true }).fill("It is")
    await host.getByRole("button", { name: "Send" }).click()
    await guest.getByRole("log", { name: "Chat" }).getByText("It is").waitFor()
    await host.getByRole("button", { name: /^Delete “Is this on\?”/ }).click()
    await expect.poll(() => guest.getByText("Is this on?").count()).toBe(0)
  })

  it("a hand goes up, and its owner comes on stage", async () => {
    await guest.getByRole("button", { name: "Raise your hand" }).click()
    await host.getByRole("button", { name: "Invite Zoë to the stage" }).click()
    await guest.getByText("You are invited to the stage.").waitFor()
    await guest.getByRole("button", { name: "Come on stage" }).click()
    await host.getByRole("list", { name: "On the stage" }).getByText("Zoë").waitFor()
    await guest.getByRole("button", { name: "Step down" }).waitFor()
    await inEveryLook(host, "room-host")
    await guest.getByText("2 in the room").click()
    await inEveryLook(guest, "room-guest")
    await guest.setViewportSize(PHONE)
  })

  it("the guest is the same guest after the page was loaded anew", async () => {
    await guest.reload()
    await guest.getByText("2 here").waitFor()
    await guest.getByRole("button", { name: "Step down" }).waitFor()
    expect(await host.getByRole("list", { name: "Viewers" }).locator("bdi", { hasText: "Zoë" }).count()).toBe(
      1,
    )
  })

  it("both see that the server is away, and that it is back", async () => {
    await evening.house.kill()
    for (const page of [host, guest]) await page.getByText("Nothing is lost").first().waitFor()
    expect(await findings(guest)).toEqual([])
    await evening.house.start()
    await guest.getByText("2 here").waitFor({ timeout: 40_000 })
    await expect.poll(() => guest.getByText("Nothing is lost").isVisible(), { timeout: 20_000 }).toBe(false)
  })

  it("has another role, is put out, comes back, and is banned", async () => {
    await host.getByLabel("Role of Zoë").selectOption("speaker")
    await host.getByRole("list", { name: "Speakers" }).locator("bdi", { hasText: "Zoë" }).waitFor()
    await host.getByRole("button", { name: "Put Zoë out" }).click()
    await guest.getByRole("heading", { name: "You were put out" }).waitFor()
    expect(await findings(guest)).toEqual([])
    await guest.getByRole("button", { name: "Try again" }).click()
    await host.getByRole("button", { name: "Ban Zoë" }).click()
    await guest.getByRole("heading", { name: "You were put out" }).waitFor()
    await host.getByRole("list", { name: "Banned" }).getByText("Zoë").waitFor()
    expect(await findings(host)).toEqual([])
  })

  it("somebody with an account is invited, and comes in by the inbox", async () => {
    const account = {
      username: "vic",
      password: "a-seat-in-the-house-2",
      displayName: "Vic",
      roles: ["creator"],
    }
    expect(await (await Script.signIn(evening.house)).post("/api/accounts", account)).toBe(201)
    const vic = new Studio(await (await openContext(evening.browser)).newPage(), evening.house)
    await vic.signInAs(account.username, account.password)
    await vic.heading("Live")
    await vic.page.getByRole("link", { name: "Rooms" }).click()
    await vic.heading("Rooms")
    await host.getByLabel("Sign-in name of the one who should come").fill("vic")
    await host.getByRole("button", { name: "Invite", exact: true }).click()
    await host.getByRole("list", { name: "Invitations that wait" }).getByText("Vic").waitFor()
    // It comes while she looks.
    await vic.page.getByRole("list", { name: "Invitations" }).waitFor()
    expect(await findings(vic.page)).toEqual([])
    await vic.page.getByRole("button", { name: "Accept the invitation to Green room" }).click()
    await vic.heading("Green room")
    await host.getByRole("list", { name: "Viewers" }).locator("bdi", { hasText: "Vic" }).waitFor()
    expect(await vic.page.getByRole("heading", { name: "Settings of the room" }).count()).toBe(0)
    expect(await findings(vic.page)).toEqual([])
  })

  it("a link has an end and a number of uses", async () => {
    await host.getByLabel("The link opens for").selectOption("3600")
    await host.getByLabel("How many may use it").fill("0")
    await host.getByRole("button", { name: "Make a link" }).click()
    await host.getByText("From 1 to 1,000,000").waitFor()
    expect(await findings(host)).toEqual([])
    await host.getByLabel("How many may use it").fill("1")
    await host.getByRole("button", { name: "Make a link" }).click()
    await host.getByRole("button", { name: "Done" }).click()
    await host.getByRole("list", { name: "Links" }).getByText("0 uses of 1, until").waitFor()
  })

  it("a role may less than usual, and then as usual again", async () => {
    await host.getByRole("radio", { name: "Viewers" }).check()
    await host.getByLabel("Write in the chat").selectOption("no")
    await host.getByRole("button", { name: "Save the rules" }).click()
    await host.getByText("Saved.").first().waitFor()
    const { body } = await (await Script.signIn(evening.house)).call<{ policy: object[] }>(
      "GET",
      `/api/rooms/${host.url().split("/").at(-1)}`,
    )
    expect(body.policy).toEqual([{ role: "viewer", capability: "chat.send", allow: false }])
    await host.getByLabel("Write in the chat").scrollIntoViewIfNeeded()
    await inEveryLook(host, "room-rules")
    await expect.poll(() => host.getByLabel("Write in the chat").inputValue()).toBe("no")
    await host.getByLabel("Write in the chat").selectOption("usual")
    await host.getByRole("button", { name: "Save the rules" }).click()
    await expect.poll(() => host.getByLabel("Write in the chat").inputValue()).toBe("usual")
  })

  it("is archived, stays to be read, and is restored", async () => {
    await host.getByRole("button", { name: "Archive room" }).click()
    await host.getByRole("heading", { name: "This room is archived" }).waitFor()
    expect(await host.getByRole("heading", { name: "Settings of the room" }).count()).toBe(0)
    await inEveryLook(host, "room-archived")
    await host.getByRole("button", { name: "Restore room" }).click()
    await host.getByRole("heading", { name: "Settings of the room" }).waitFor()
  })

  it("is given away to somebody in it, and not before one is sure", async () => {
    await host.getByLabel("New owner").selectOption({ label: "Vic" })
    await host.getByRole("button", { name: "Give the room away" }).click()
    await host.getByRole("heading", { name: "Give the room to Vic?" }).waitFor()
    expect(await findings(host)).toEqual([])
    await picture(host, "room-give-away")
    await host.getByRole("button", { name: "Keep it" }).click()
    await host.getByRole("button", { name: "Give the room away" }).click()
    await host.getByRole("button", { name: "Give it away" }).click()
    await host.getByRole("list", { name: "Hosts" }).locator("bdi", { hasText: "Vic" }).waitFor()
    await expect.poll(() => host.getByLabel("New owner").count()).toBe(0)
    expect(await findings(host)).toEqual([])
  })

  it("a room with a password asks for it, and a strange address says so", async () => {
    await host.getByLabel("New password").fill("curtain-up")
    await host.getByRole("button", { name: "Save", exact: true }).click()
    await host.getByText("The room has one; empty keeps it").waitFor()
    const page = await (await openContext(evening.browser, { viewport: PHONE })).newPage()
    await page.goto(`${evening.house.url}/r/01923f6e-7f55-7c3a-8d8b-0123456789ab`)
    await page.getByRole("heading", { name: "Sign in to come in" }).waitFor()
    expect(await findings(page)).toEqual([])
    await picture(page, "room-sign-in")
    await page.goto(`${evening.house.url}/r/01923f6e-7f55-7c3a-8d8b-0123456789ab#nothing`)
    await page.reload()
    await page.getByLabel("Your name").fill("Nobody")
    await page.getByRole("button", { name: "Come in" }).click()
    await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor()
    expect(await findings(page)).toEqual([])
  })
})

describe("the page for whoever comes in", () => {
  it("says so when nobody answers, and asks again", async () => {
    const page = await (await openContext(evening.browser, { viewport: PHONE })).newPage()
    const away = "**/api/auth/me"
    await page.route(away, (route) => route.abort())
    await page.goto(`${evening.house.url}/r/01923f6e-7f55-7c3a-8d8b-0123456789ab`)
    await page.getByRole("heading", { name: "The room could not be opened" }).waitFor()
    await inEveryLook(page, "room-failed")
    await page.unroute(away)
    await page.getByRole("button", { name: "Try again" }).click()
    await page.getByRole("heading", { name: "Sign in to come in" }).waitFor()
  })

  it("shows its shape while one waits", async () => {
    const page = await (await openContext(evening.browser, { viewport: PHONE })).newPage()
    let release = () => {}
    const held = new Promise<void>((give) => {
      release = give
    })
    await page.route("**/api/auth/me", async (route) => {
      await held
      await route.continue()
    })
    await page.goto(`${evening.house.url}/r/01923f6e-7f55-7c3a-8d8b-0123456789ab`)
    await page.locator("[aria-busy=true]").waitFor()
    await inEveryLook(page, "room-loading")
    release()
    await page.getByRole("heading", { name: "Sign in to come in" }).waitFor()
  })

  it("asks for the room's password, and for the right one", async () => {
    const { body } = await (await Script.signIn(evening.house)).call<{ id: string }>("POST", "/api/rooms", {
      name: "Locked",
      visibility: "public",
      password: "curtain-up",
    })
    const page = await (await openContext(evening.browser, { viewport: PHONE })).newPage()
    const studio = new Studio(page, evening.house)
    await studio.signInAs("vic", "a-seat-in-the-house-2")
    await studio.heading("Live")
    await page.goto(`${evening.house.url}/r/${body.id}`)
    await page.getByRole("heading", { name: "This room has a password" }).waitFor()
    await inEveryLook(page, "room-password")
    await page.getByLabel("Password of the room").fill("curtain-down")
    await page.getByRole("button", { name: "Come in" }).click()
    await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor()
    await page.getByLabel("Password of the room").fill("curtain-up")
    await page.getByRole("button", { name: "Come in" }).click()
    await page.getByRole("heading", { name: "Locked" }).waitFor()
  })
})

describe("whoever signs in at the door of a room", () => {
  async function door(fields: object): Promise<{ page: Page; id: string; secret: string }> {
    const script = await Script.signIn(evening.house)
    const { body: room } = await script.call<{ id: string }>("POST", "/api/rooms", {
      name: "Foyer",
      ...fields,
    })
    const { body: link } = await script.call<{ secret: string }>("POST", `/api/rooms/${room.id}/links`, {})
    const page = await (await openContext(evening.browser, { viewport: PHONE })).newPage()
    return { page, id: room.id, secret: link.secret }
  }

  async function signIn(page: Page): Promise<void> {
    await page.getByRole("heading", { name: "Sign in to come in" }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByLabel("Name", { exact: true }).fill("vic")
    await page.getByLabel("Password", { exact: true }).fill("a-seat-in-the-house-2")
    await page.getByRole("button", { name: "Sign in", exact: true }).click()
  }

  it("is in the room right after", async () => {
    const { page, id } = await door({ visibility: "public" })
    await page.goto(`${evening.house.url}/r/${id}`)
    await page.getByRole("link", { name: "Sign in" }).click()
    await page.getByLabel("Name", { exact: true }).waitFor()
    await signIn(page)
    await page.getByRole("heading", { name: "Foyer" }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/r/${id}`)
  })

  it("comes in by the link that was there before, whose secret no address of the sign-in carries", async () => {
    const { page, id, secret } = await door({ visibility: "link", guestsAllowed: true })
    const asked: string[] = []
    page.on("request", (request) => asked.push(request.url()))
    await page.goto(`${evening.house.url}/r/${id}#${secret}`)
    await page.getByRole("link", { name: "Sign in instead" }).click()
    await page.getByLabel("Name", { exact: true }).waitFor()
    expect(page.url()).not.toContain(secret)
    await signIn(page)
    await page.getByRole("heading", { name: "Foyer" }).waitFor()
    await page.getByText("1 here").waitFor()
    expect(asked.map((url) => url.split("#")[0]).join()).not.toContain(secret)
  })
})

describe("the example page", () => {
  it("puts two tabs into one room", async () => {
    const page = await evening.context.newPage()
    await page.goto(`${evening.house.url}/examples/room`)
    expect(await findings(page)).toEqual([])
    await page.getByRole("button", { name: "Enter" }).click()
    await page.getByText("in An example: 1 here (fresh)").waitFor()
    const id = await page.getByRole("textbox", { name: "Room" }).inputValue()
    const other = await (await openContext(evening.browser)).newPage()
    await other.goto(`${evening.house.url}/examples/room`)
    await other.getByRole("textbox", { name: "Room" }).fill(id)
    await other.getByLabel("Token").fill((await Script.signIn(evening.house)).token)
    await other.getByRole("button", { name: "Enter" }).click()
    await other.getByText("in An example").waitFor()
    await other.getByLabel("Message").fill("hello from the other tab")
    await other.getByRole("button", { name: "Send" }).click()
    await page.getByText("hello from the other tab").waitFor()
    expect(await findings(other)).toEqual([])
    await picture(page, "example-room")
  })
})
