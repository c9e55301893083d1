import type { Browser, BrowserContextOptions } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openBrowser, openContext, PHONE } from "../src/browser.ts"
import { findings } from "../src/findings.ts"
import { inEveryLook } from "../src/looks.ts"
import { Pretend, type PretendOptions } from "../src/pretend.ts"

const CREATOR = {
  creatorId: "0190aaaa-0000-7000-8000-000000000001",
  displayName: "Ana of the lamps",
  viewerPage: true,
  live: true,
  sessionTitle: "Friday night, hat at 500",
  currency: "USD",
  goals: [
    {
      id: "g",
      title: "The hat",
      unit: "money",
      currentCents: 41_200,
      targetCents: 50_000,
      percentage: 82.4,
      status: "active",
      position: 1,
    },
    {
      id: "h",
      title: "A new microphone",
      unit: "money",
      currentCents: 20_000,
      targetCents: 20_000,
      percentage: 100,
      status: "completed",
      position: 2,
    },
  ],
  menu: [
    {
      id: "w",
      name: "Wave to you",
      description: "From the stage, by name.",
      category: "interaction",
      priceCents: 200,
      position: 1,
      available: true,
      remaining: null,
    },
    {
      id: "s",
      name: "Song request",
      description: "Anything I know by heart.",
      category: "request",
      priceCents: 2_500,
      position: 2,
      available: true,
      remaining: 3,
    },
    {
      id: "d",
      name: "Dance",
      description: "",
      category: "performance",
      priceTokens: 500,
      position: 3,
      available: false,
      remaining: 0,
    },
  ],
  latestTips: [
    {
      tipperName: "Jude",
      amountCents: 5_000,
      message: "play the sad one",
      createdAt: new Date().toISOString(),
    },
    {
      tipperName: null,
      amountCents: 250,
      message: null,
      createdAt: new Date(Date.now() - 300_000).toISOString(),
    },
  ],
}
const PATH = "/api/creators/ana"
const ok = (body: object) => ({ [PATH]: { status: 200, body } })
describe("the viewers' page", () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  const open = async (
    api: NonNullable<PretendOptions["api"]>,
    options: BrowserContextOptions = { viewport: PHONE },
  ) => Pretend.open(await openContext(browser, options), { app: "viewer", path: "/c/ana", api })
  const heading = (pretend: Pretend, name: string) =>
    pretend.page.getByRole("heading", { level: 1, name, exact: true }).waitFor()

  it("is for everybody with all there is on it, also while the line is cut", async () => {
    const full = await open(ok(CREATOR))
    await heading(full, "Ana of the lamps")
    await inEveryLook(full.page, "viewer")
    await full.cut()
    await full.page.getByText("Reconnecting.").waitFor({ timeout: 30_000 })
    await inEveryLook(full.page, "viewer-cut")
    await full.page.context().close()
  })

  it("is for everybody before the first show", async () => {
    const nothing = { live: false, sessionTitle: null, goals: [], menu: [], latestTips: [] }
    const bare = await open(ok({ ...CREATOR, ...nothing }))
    await bare.page.getByText("Tips of the next show appear here.").waitFor()
    await inEveryLook(bare.page, "viewer-empty")
    await bare.page.context().close()
  })

  it("is for everybody where there is none", async () => {
    const absent = await open({})
    await heading(absent, "There is no page here")
    await inEveryLook(absent.page, "viewer-absent")
    await absent.page.context().close()
  })

  it("is for everybody when it could not be loaded", async () => {
    const failed = await open({ [PATH]: { status: 503, body: {} } })
    await heading(failed, "The page could not be loaded")
    await inEveryLook(failed.page, "viewer-failed")
    await failed.page.context().close()
  })

  it("shows what happens while one looks on", async () => {
    const pretend = await open(ok(CREATOR))
    await heading(pretend, "Ana of the lamps")
    await expect.poll(() => pretend.said.map(([name]) => name)).toContain("join_overlay")
    expect(pretend.said[0]).toEqual(["join_overlay", { creatorId: CREATOR.creatorId }])
    const tip = {
      tipperName: "Noor",
      amountCents: 1_000,
      message: "<b>hello</b>",
      createdAt: new Date().toISOString(),
    }
    pretend.tell("tip_received", { tip })
    const first = pretend.page.getByRole("region", { name: "Latest tips" }).getByRole("listitem").first()
    await first.filter({ hasText: "Noor" }).waitFor()
    expect((await first.innerText()).replace(/\s+/g, " ")).toBe("Noor $10 <b>hello</b> just now")
    pretend.tell("goal_progress", {
      goalId: "g",
      title: "The hat",
      unit: "money",
      currentCents: 50_000,
      targetCents: 50_000,
      percentage: 100,
    })
    await pretend.page.getByText("$500 of $500").waitFor()
    pretend.tell("menu_updated", { items: [] })
    await pretend.page.getByRole("region", { name: "Tip menu" }).waitFor({ state: "detached" })
    pretend.tell("session_updated", { status: "ended" })
    await pretend.page.getByText("Not live at the moment").waitFor()
    await pretend.page.context().close()
  })

  it("loses nothing of what is told while it is being read", async () => {
    const pretend = await open(ok({ ...CREATOR, live: false, sessionTitle: null }))
    await heading(pretend, "Ana of the lamps")
    await expect.poll(() => pretend.said.map(([name]) => name)).toContain("join_overlay")
    const held: (() => Promise<void>)[] = []
    await pretend.page.route(`**${PATH}`, (route) => {
      held.push(() => route.fulfill({ status: 200, json: CREATOR }))
    })
    // A session that begins: its title is read.
    pretend.tell("session_updated", { status: "active" })
    await expect.poll(() => held.length).toBeGreaterThan(0)
    const tip = {
      id: "t",
      tipperName: "Noor",
      amountCents: 1_000,
      message: null,
      createdAt: new Date().toISOString(),
    }
    pretend.tell("tip_received", { tip })
    const noor = pretend.page.getByRole("region", { name: "Latest tips" }).getByText("Noor")
    await noor.waitFor()
    for (const answer of held) await answer()
    await pretend.page.getByText("Friday night, hat at 500").waitFor()
    expect(await noor.count()).toBe(1)
    await pretend.page.context().close()
  })

  it("is gone for who is on it when it is shown no more", async () => {
    const api: NonNullable<PretendOptions["api"]> = ok(CREATOR)
    const pretend = await open(api)
    await heading(pretend, "Ana of the lamps")
    await expect.poll(() => pretend.said.map(([name]) => name)).toContain("join_overlay")
    api[PATH] = { status: 404, body: {} }
    pretend.tell("error", { code: "not_found", message: "This page is not shown any more." })
    await heading(pretend, "There is no page here")
    expect(await findings(pretend.page)).toEqual([])
    await pretend.page.context().close()
  })

  it("tries again when asked to, and only shows text", async () => {
    const api = { [PATH]: { status: 503, body: {} } as { status: number; body: object } }
    const pretend = await open(api)
    await heading(pretend, "The page could not be loaded")
    const name = `Z${"\u0300\u0316".repeat(20)} \u202Ereversed <img src=x onerror=boo()>`
    api[PATH] = { status: 200, body: { ...CREATOR, displayName: name, sessionTitle: "M".repeat(200) } }
    await pretend.page.getByRole("button", { name: "Try again" }).click()
    await pretend.page.getByText("Live now").waitFor()
    expect(await pretend.page.locator("main img").count()).toBe(0)
    const overflow = await pretend.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
    await pretend.page.context().close()
  })
})
