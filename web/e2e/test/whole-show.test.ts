import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Auditor, type Books } from "../src/auditor.ts"
import { openContext, PHONE, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"
import { Overlay } from "../src/overlay.ts"
import { PAGES } from "../src/pages.ts"
import { type PlannedTip, PROGRAMME, SONG_CENTS, WAVE_TOKENS } from "../src/programme.ts"
import { Script } from "../src/script.ts"
import { Shapes } from "../src/shapes.ts"
import { Studio } from "../src/studio.ts"
import { Witness } from "../src/witness.ts"

const KIT = { username: "kit", password: "a-torch-in-the-wings-3", displayName: "Kit", roles: ["viewer"] }
const HAT_CENTS = 5_000
const TITLE = "The whole show"
/** The programme, four that were held, two for the hat. */
const PLAYED = PROGRAMME.length + 6
/** Tips sent at once: as many as a busy minute has. */
const AT_ONCE = 8

/** What a helper would write, were it let. */
const WRITES: Record<string, object> = {
  "/api/tips": { amountCents: 1 },
  "/api/goals": { title: "Mine", unit: "money", targetCents: 1 },
}

interface Sent {
  id: string
  cents: number
  /** What is left of it. */
  left: number
}
interface Alert {
  id: string
  kind: string
  state: string
  attempt: number
  more: number
  tipId: string | null
  payload: { tipperName: string | null }
}

interface Activity {
  kind: string
  at: string
  topic: string
  sequence: number
  detail: Record<string, unknown>
}

/** The log is read by time, and the times of tips given together may cross: within a topic the numbers are right. */
function inEffect(read: readonly Activity[]): Activity[] {
  const latest = new Map<string, string>()
  return [...read]
    .sort((one, other) => one.sequence - other.sequence)
    .map((event) => {
      const before = latest.get(event.topic) ?? event.at
      const at = before > event.at ? before : event.at
      latest.set(event.topic, at)
      return { ...event, at }
    })
    .sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)))
}

/** A show from the first lamp to the last figure: two hundred tips, a helper, a reload in OBS, a cut line, and sums that agree. */
describe("a whole show", { timeout: 180_000 }, () => {
  let evening: Evening
  let script: Script
  let platform: Script
  let witness: Witness
  let onlooker: Witness
  let overlay: Overlay
  let kit: Studio
  let sessionId: string
  let hat: string
  const sent: Sent[] = []

  beforeAll(async () => {
    evening = await openEvening({ FOOTLIGHTS_WRITES_PER_SECOND: "0" })
    script = await Script.signIn(evening.house)
    platform = await Script.withToken(evening.house, await tokenOfAPlatform())
    expect(await script.post("/api/accounts", KIT)).toBe(201)
  })
  afterAll(async () => {
    witness?.close()
    onlooker?.close()
    await evening?.close()
  })

  const tokenOfAPlatform = async () => {
    const wanted = { name: "The platform", scopes: ["tips:ingest"] }
    return (await script.call<{ token: string }>("POST", "/api/tokens", wanted)).body.token
  }
  const refuse = async (method: string, path: string, by: Script, body: object = {}) =>
    (await by.call(method, path, body)).status
  const net = () => sent.reduce((sum, { left }) => sum + left, 0)
  const dollars = (cents: number) =>
    new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(cents / 100)
  const clean = async (studio: Studio, state: string) => {
    expect(await findings(studio.page), state).toEqual([])
    await picture(studio.page, `show-${state}`)
  }

  async function give({ way, body, cents }: PlannedTip, at: number): Promise<Sent> {
    const key = `tip-${at}`
    if (way === "socket") {
      const said = { sessionId, idempotencyKey: key, ...body }
      const ack = await witness.ask<{ ok: boolean; tip: { id: string } }>("add_tip", said)
      expect(ack.ok, JSON.stringify(ack)).toBe(true)
      return { id: ack.tip.id, cents, left: cents }
    }
    const by = way === "platform" ? platform : script
    const said = way === "platform" ? { source: "platform_api", ...body } : body
    const answer = await by.call<{ id: string; amountCents: number }>("POST", "/api/tips", said, key)
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201, body: { amountCents: cents } })
    return { id: answer.body.id, cents, left: cents }
  }

  /** Tips of the programme from one number on until before another, some at once; each fifth is sent twice, as clients do. */
  async function tips(from: number, until: number): Promise<void> {
    for (let at = from; at < until; at += AT_ONCE) {
      const some = PROGRAMME.slice(at, Math.min(until, at + AT_ONCE))
      const given = await Promise.all(some.map((tip, offset) => give(tip, at + offset)))
      sent.push(...given)
      for (const [offset, tip] of some.entries())
        if ((at + offset) % 5 === 0) expect((await give(tip, at + offset)).id).toBe(given[offset]?.id)
    }
  }

  async function refund(tip: Sent | undefined, amountCents?: number): Promise<void> {
    if (!tip) throw new Error("There is no such tip.")
    const body = amountCents ? { amountCents } : {}
    expect((await script.call("POST", `/api/tips/${tip.id}/refund`, body)).status).toBe(200)
    tip.left -= amountCents ?? tip.left
  }

  it("has its goals, its menu and its helper before it begins", async () => {
    for (const goal of [
      { title: "New microphone", unit: "money", targetCents: 20_000 },
      { title: "Another song", unit: "money", targetCents: 7_500, repeating: true },
      { title: "Dress up", unit: "tokens", targetTokens: 1_200 },
    ])
      expect(await script.post("/api/goals", goal)).toBe(201)
    for (const item of [
      { name: "A song", category: "request", priceCents: SONG_CENTS },
      { name: "A wave", category: "interaction", priceTokens: WAVE_TOKENS },
    ])
      expect(await script.post("/api/menu", item)).toBe(201)
    const made = await script.call<{ id: string }>("POST", "/api/menu", {
      name: "The hat goes on",
      category: "performance",
      priceCents: HAT_CENTS,
      stock: 2,
    })
    hat = made.body.id
    expect(await script.post("/api/moderators", { username: KIT.username, rights: ["alerts"] })).toBe(201)
    const alerts = { tip: { minMs: 1_000, maxMs: 1_000 }, gapMs: 0, waitingMax: 4 }
    expect((await script.call("PATCH", "/api/settings", { alerts })).status).toBe(200)
  })

  it("begins in the studio, and an overlay opens", async () => {
    const { studio, browser } = evening
    await studio.page.reload()
    await studio.startSession(TITLE)
    sessionId = (await script.activeSession()).id
    witness = await Witness.open(evening.house, script.token)
    for (const [event, body] of [
      ["join_session", { sessionId, lastSequence: 0 }],
      ["follow_creator", {}],
    ] as const)
      expect(await witness.ask(event, body)).toMatchObject({ ok: true })
    expect(await witness.ask("update_viewers", { sessionId, viewerCount: 160 })).toMatchObject({ ok: true })
    const address = await studio.overlayAddress()
    onlooker = await Witness.open(evening.house, "", "/streaming/overlay")
    const overlayKey = new URL(address).pathname.split("/").at(-1)
    expect(await onlooker.ask("join_overlay", { overlayKey, preview: true })).toMatchObject({ ok: true })
    overlay = await Overlay.open(await openContext(browser), address)
    await studio.page.getByText("Overlay connected").first().waitFor()
    await clean(studio, "begun")
  })

  it("takes tips by every way, and each counts once", async () => {
    const { studio } = evening
    await tips(0, 60)
    await expect.poll(() => studio.total()).toBe(dollars(net()))
    await studio.page.getByText("160 watching · peak 160").waitFor()
    await clean(studio, "tips")
  })

  it("goes on when OBS is reloaded in the middle of an alert", async () => {
    await tips(60, 62)
    await overlay.page.locator(".alert").first().waitFor({ timeout: 30_000 })
    const rejoined = overlay.page.waitForEvent("websocket")
    await overlay.page.reload()
    await rejoined
    const before = overlay.painted.length
    await tips(62, 70)
    await expect.poll(() => overlay.painted.length, { timeout: 30_000 }).toBeGreaterThan(before)
  })

  it("has a helper who decides what is held, and may do nothing else", async () => {
    const { browser, house, studio } = evening
    const held = { alerts: { holdMs: 30_000, tip: { minMs: 1_000, maxMs: 1_000 } } }
    expect((await script.call("PATCH", "/api/settings", held)).status).toBe(200)
    kit = new Studio(await (await openContext(browser, { viewport: PHONE })).newPage(), house)
    await kit.signInAs(KIT.username, KIT.password)
    await kit.page.getByRole("button", { name: /^Enter the studio of/ }).click()
    await kit.heading(TITLE)
    // Where many wait some are shown as one; these are to be seen one by one.
    await expect.poll(waiting, { timeout: 60_000, interval: 500 }).toBe(0)
    for (const [at, tipperName] of ["Ona", "Per", "Quy", "Rui"].entries())
      sent.push(
        await give(
          { way: "rest", cents: 1_111 + at, body: { amountCents: 1_111 + at, tipperName } },
          1_000 + at,
        ),
      )
    await kit.page.getByRole("button", { name: "Show the alert of Ona" }).click()
    await kit.page.getByRole("button", { name: "Skip the alert of Per" }).click()
    await studio.page.getByRole("button", { name: "Show the alert of Quy" }).click()
    await studio.page.getByRole("button", { name: "Show the tip of Rui" }).click()
    const painted = (name: string) => overlay.painted.some((headline) => headline.includes(name))
    await expect.poll(() => ["Ona", "Quy", "Rui"].every(painted), { timeout: 40_000 }).toBe(true)
    expect(painted("Per")).toBe(false)
    await clean(kit, "moderating")
    await clean(studio, "moderated")
    expect((await script.call("PATCH", "/api/settings", { alerts: { holdMs: 0 } })).status).toBe(200)

    const helper = await Script.signIn(house, KIT.username, KIT.password)
    const creatorId = (await script.ask<{ account: { id: string } }>("/api/auth/me")).account.id
    const tip = sent[0]?.id
    for (const [method, path] of [
      ["POST", `/api/tips?creatorId=${creatorId}`],
      ["POST", `/api/tips/${tip}/refund`],
      ["POST", `/api/sessions/${sessionId}/end`],
      ["POST", `/api/goals?creatorId=${creatorId}`],
    ] as const)
      expect([403, 404], `${method} ${path}`).toContain(
        await refuse(method, path, helper, WRITES[path.split("?")[0] ?? ""]),
      )
  })

  it("sells what is on the menu for as long as there is some", async () => {
    const pay = () =>
      script.call<{ id: string; menuItemName: string }>("POST", "/api/tips", {
        amountCents: HAT_CENTS,
        menuItemId: hat,
        tipperName: "Sol",
      })
    for (let at = 0; at < 2; at += 1) {
      const { status, body } = await pay()
      expect([status, body.menuItemName]).toEqual([201, "The hat goes on"])
      sent.push({ id: body.id, cents: HAT_CENTS, left: HAT_CENTS })
    }
    expect(await pay()).toMatchObject({ status: 409, body: { code: "item_unavailable" } })
  })
  it("gives back what is asked back, wholly and in part", async () => {
    const { studio } = evening
    for (const at of [2, 3, 5, 13, 21, 40]) await refund(sent[at])
    for (const at of [7, 23, 44]) await refund(sent[at], 50)
    await refund(sent[7], 25)
    const twice = await script.call("POST", `/api/tips/${sent[2]?.id}/refund`, {})
    expect(twice.body).toMatchObject({ code: "already_refunded" })
    await expect.poll(() => studio.total()).toBe(dollars(net()))
  })

  it("loses nothing while the line is cut", async () => {
    const { studio, context } = evening
    const before = await studio.total()
    await context.setOffline(true)
    await studio.page.getByText("Nothing is lost.").waitFor()
    await studio.page.getByLabel("New note").fill("The line was cut here")
    await studio.page.getByRole("button", { name: "Add note" }).click()
    await studio.page.getByText("1 change waits to be sent.").waitFor()
    await tips(70, 130)
    await refund(sent.at(-1))
    expect(await studio.total()).toBe(before)
    await clean(studio, "offline")
    await context.setOffline(false)
    await studio.page.getByText("Nothing is lost.").waitFor({ state: "detached", timeout: 40_000 })
    await expect.poll(() => studio.total(), { timeout: 20_000 }).toBe(dollars(net()))
    const notes = async () =>
      (await script.ask<{ items: { text: string }[] }>(`/api/sessions/${sessionId}/notes`)).items
    await expect.poll(async () => (await notes()).map(({ text }) => text)).toEqual(["The line was cut here"])
  })

  it("gets a goal in the middle, pauses it, and counts neither what was before nor what is meanwhile", async () => {
    const late = await script.call<{ id: string }>("POST", "/api/goals", {
      title: "An encore",
      unit: "money",
      targetCents: 1_000_000,
    })
    const status = async (is: string) =>
      expect((await script.call("PATCH", `/api/goals/${late.body.id}`, { status: is })).status).toBe(200)
    await tips(130, 150)
    await status("paused")
    await tips(150, 160)
    await status("active")
    // Given before there was this goal: it took nothing from that tip and gives nothing back for it.
    await refund(sent[11])
    await tips(160, PROGRAMME.length)
    await refund(sent.at(-2))
    await expect.poll(() => evening.studio.total()).toBe(dollars(net()))
  })

  it("ends, and takes no tip after that but gives back still", async () => {
    const { studio } = evening
    await studio.endSession()
    await clean(studio, "ended")
    expect(await script.tip({ sessionId, amountCents: 100 })).toMatchObject({ status: 409 })
    expect(await witness.ask("add_tip", { sessionId, amountCents: 100 })).toMatchObject({ ok: false })
    await refund(sent[31])
  })

  it("has shown every alert, none of them three times", async () => {
    await expect.poll(waiting, { timeout: 60_000, interval: 500 }).toBe(0)
    const all = (await alerts()).filter(({ kind }) => kind === "tip")
    expect(new Set(all.map(({ tipId }) => tipId))).toEqual(new Set(sent.map(({ id }) => id)))
    expect(all).toHaveLength(sent.length)
    // Nobody is shown what was given back before its turn.
    const back = new Set(sent.filter(({ left }) => left === 0).map(({ id }) => id))
    const skipped = all.filter(({ state, tipId }) => state === "skipped" && !back.has(tipId ?? ""))
    expect(skipped.map(({ payload }) => payload.tipperName)).toEqual(["Per"])
    expect(Math.max(...all.map(({ attempt }) => attempt))).toBeLessThanOrEqual(2)
  })

  async function waiting(): Promise<number> {
    return (await alerts()).filter(({ state }) => state !== "done" && state !== "skipped").length
  }

  async function alerts(): Promise<Alert[]> {
    const all: Alert[] = []
    let cursor: string | null = null
    do {
      const more: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""
      const page: { items: Alert[]; nextCursor: string | null } = await script.ask(
        `/api/alerts?limit=100${more}`,
      )
      all.push(...page.items)
      cursor = page.nextCursor
    } while (cursor)
    return all
  }

  describe("afterwards", () => {
    let books: Books

    /** All domain events of the creator's, oldest first, those of each topic as they took effect. */
    async function log(): Promise<Activity[]> {
      const all: Activity[] = []
      let cursor: string | null = null
      do {
        const more: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""
        const page: { items: typeof all; nextCursor: string | null } = await script.ask(
          `/api/activity?limit=100${more}`,
        )
        all.push(...page.items)
        cursor = page.nextCursor
      } while (cursor)
      return inEffect(all)
    }

    it("an auditor of the event log finds nothing wrong, and ends at what was sent", async () => {
      const auditor = new Auditor()
      for (const { kind, detail } of await log()) auditor.hear(kind, detail)
      expect(auditor.complaints).toEqual([])
      expect(auditor.unsaid()).toEqual([])
      books = auditor.books()
      expect(sent).toHaveLength(PLAYED)
      expect([books.gross, books.net, books.tips]).toEqual([
        sent.reduce((sum, { cents }) => sum + cents, 0),
        net(),
        sent.filter(({ left }) => left > 0).length,
      ])
      const paid = (wanted: (body: PlannedTip["body"]) => boolean) =>
        PROGRAMME.filter(({ body }) => wanted(body)).length
      expect(books.taken).toEqual({
        "A song": paid(({ amountCents }) => amountCents === SONG_CENTS),
        "A wave": paid(({ amountTokens }) => amountTokens === WAVE_TOKENS),
        "The hat goes on": 2,
      })
    })

    it("and so does one who only heard the realtime frames", async () => {
      expect(witness.disorder).toEqual([])
      const auditor = new Auditor()
      // What was there before it came is no frame; it reads it once, as one would from the list.
      const { items } = await script.ask<{ items: Record<string, unknown>[] }>("/api/goals")
      auditor.hear("goals_updated", { goals: items.filter(({ title }) => title !== "An encore") })
      for (const { event, fields } of witness.numbered) auditor.hear(event, fields)
      expect(auditor.complaints).toEqual([])
      expect(auditor.unsaid()).toEqual([])
      expect(auditor.books()).toEqual(books)
    })

    it("everything heard on the way is as the AsyncAPI document says", async () => {
      expect(witness.misshapen).toEqual([])
      expect(onlooker.misshapen).toEqual([])
      expect([...onlooker.told]).toEqual(expect.arrayContaining(["alert", "tip_received", "goal_completed"]))
      const shapes = new Shapes()
      const wrong = (await log()).map(({ kind, detail }) => shapes.wrongEvent(kind, detail))
      expect(wrong.filter(Boolean)).toEqual([])
    })

    it("the boards have the people the auditor has, in his order", async () => {
      const all = await script.ask<{
        items: { rank: number; tipperName: string; tipCount: number; netCents: number }[]
      }>("/api/analytics/top-tippers?limit=100")
      expect(all.items.map(({ tipperName, tipCount, netCents }) => [tipperName, tipCount, netCents])).toEqual(
        books.board.map(({ name, tips, cents }) => [name, tips, cents]),
      )
      const told = witness.numbered.findLast(({ event }) => event === "leader_changed")?.fields.leader
      expect(told).toMatchObject({ tipperName: books.leader?.name, amountCents: books.leader?.cents })
    })

    it("the goals stand where the auditor has them", async () => {
      const { items } = await script.ask<{
        items: {
          title: string
          currentCents: number | null
          currentTokens: number | null
          completions: number
        }[]
      }>("/api/goals")
      const stand = items.map(({ title, currentCents, currentTokens, completions }) => [
        title,
        { stands: currentCents ?? currentTokens, reached: completions },
      ])
      expect(Object.fromEntries(stand)).toEqual(books.goals)
      expect(books.goals["New microphone"]?.reached).toBe(1)
      expect(books.goals["Another song"]?.reached).toBeGreaterThan(3)
    })

    it("the analytics page says the auditor's figures", async () => {
      const { studio } = evening
      const { page } = studio
      await page.getByRole("link", { name: "Analytics" }).click()
      await page.getByText(`in ${books.tips} tips, in 1 session`).waitFor()
      const cameIn = page.getByRole("region", { name: "Came in" })
      expect(await cameIn.locator("strong").innerText()).toBe(dollars(books.net))
      const facts = await cameIn
        .locator("dl > div")
        .evaluateAll((all) =>
          all.map((one) => [
            one.querySelector("dt")?.textContent ?? "",
            one.querySelector("dd")?.textContent ?? "",
          ]),
        )
      expect(Object.fromEntries(facts)).toMatchObject({
        tips: String(books.tips),
        "average tip": dollars(books.average),
        "largest tip": dollars(books.largest),
        "people tipped": String(books.people),
        session: "1",
        "most at once": "160",
        "of viewers tip": `${Math.round((books.people / 160) * 100)} %`,
        "given back": dollars(books.refunded),
      })
      const shown = async () => {
        const rows = await page
          .getByRole("table")
          .locator("tbody tr")
          .evaluateAll((all) =>
            all.map((row) => [...row.children].map((cell) => (cell.textContent ?? "").trim())),
          )
        return rows.filter((cells) => cells.length === 4).map(([who, tips, , cents]) => [who, tips, cents])
      }
      // The board is asked for by itself, and may come after the figures.
      await expect.poll(async () => (await shown()).length).toBeGreaterThan(5)
      const board = await shown()
      const best = books.board.slice(0, board.length)
      expect(board).toEqual(best.map(({ name, tips, cents }) => [name, String(tips), dollars(cents)]))
      await clean(studio, "analytics")
    })

    it("the session's page and its tables say the same", async () => {
      const { studio } = evening
      const { page } = studio
      await page.getByRole("link", { name: "Sessions" }).click()
      await page.getByRole("link", { name: new RegExp(TITLE) }).click()
      await studio.heading(TITLE)
      await page.getByText(dollars(books.net)).first().waitFor()
      await page.getByText("The line was cut here").waitFor()
      await studio.settled()
      await clean(studio, "session")
      const session = await script.ask<Record<string, unknown>>(`/api/sessions/${sessionId}`)
      expect(session).toMatchObject({ totalTipsCents: books.net, tipCount: books.tips, peakViewers: 160 })
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Tips as CSV" }).click(),
      ])
      const text = Buffer.concat(await (await download.createReadStream()).toArray()).toString("utf8")
      const [head = "", ...lines] = text
        .replace(/^\uFEFF/, "")
        .trim()
        .split("\r\n")
      expect(lines).toHaveLength(sent.length)
      expect(head).toContain("amount")
    })

    it.each(PAGES)("nothing is wrong with the page %s", async (name, path) => {
      const { studio, house } = evening
      await studio.page.goto(`${house.url}/studio${path}`)
      await studio.settled()
      await clean(studio, `after-${name}`)
    })
  })
})
