import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openBrowser, openContext, picture } from "../src/browser.ts"
import { findings } from "../src/findings.ts"
import { Pretend } from "../src/pretend.ts"

const HD = { width: 1920, height: 1080 }
/** A stand-in for the picture behind: the page itself is transparent. */
const PICTURE = "html { background: linear-gradient(160deg, #33414d, #5b4a52 60%, #2c2a33) }"

const goal = (id: string, title: string, currentCents: number, targetCents: number, more: object = {}) => ({
  id,
  title,
  unit: "money",
  currentCents,
  targetCents,
  percentage: (100 * currentCents) / targetCents,
  status: "active",
  completions: 0,
  position: 1,
  revision: 1,
  ...more,
})
const EVENING = {
  session: { totalTipsCents: 41_200, currency: "USD" },
  latestTip: { tipperName: "Jude", amountCents: 5_000, currency: "USD" },
  goals: [goal("g", "The hat", 41_200, 50_000)],
  leader: { tipperName: "Ana", amountCents: 9_500 },
  menu: [
    { id: "w", name: "Wave to you", priceCents: 200, position: 1, available: true },
    { id: "s", name: "Song request", priceTokens: 500, position: 2, available: false },
  ],
  volume: 0.5,
}
const joined = (state: object = EVENING, theme: object = {}) => ({
  sessionId: "s",
  theme,
  state: { now: new Date().toISOString(), ...state },
})
const alert = (payload: object, more: object = {}) => ({
  alertId: "a",
  attempt: 1,
  lane: "main",
  kind: "tip",
  durationMs: 12_000,
  sound: false,
  payload: { tipperName: "Ana", amountCents: 2_500, currency: "USD", message: "for the chorus", ...payload },
  ...more,
})

describe("the overlay", () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  async function open(
    path = "/overlay/key",
    answer: object = joined(),
    viewport = HD,
    options: { reducedMotion?: "reduce" } = {},
  ) {
    const context = await openContext(browser, { viewport, ...options })
    const pretend = await Pretend.open(context, { app: "overlay", path, joined: answer })
    await pretend.page.addStyleTag({ content: PICTURE })
    await pretend.page.locator("body[data-shown]").waitFor({ state: "attached" })
    return pretend
  }
  const words = (pretend: Pretend) =>
    pretend.page
      .locator("#stage")
      .evaluate((stage) => (stage as HTMLElement).innerText.replace(/\s+/g, " ").trim())

  it("shows how the evening stands from the first moment, without waiting for a tip", async () => {
    const pretend = await open()
    await expect
      .poll(() => words(pretend))
      .toBe("Latest Jude $50 Tonight $412 Top tonight Ana $95 The hat $412 of $500")
    const lit = pretend.page.locator(".goal .glow")
    await expect
      .poll(() =>
        lit.evaluateAll((glows) => glows.filter((glow) => getComputedStyle(glow).opacity === "1").length),
      )
      .toBe(19)
    expect(await findings(pretend.page)).toEqual([])
    pretend.tell("alert", alert({}))
    await pretend.page.locator(".alert").waitFor()
    await pretend.page.locator(".alert .light").evaluate((light) => light.getAnimations()[0]?.finished)
    expect(await findings(pretend.page)).toEqual([])
    await picture(pretend.page, "overlay-evening")
    await pretend.page.context().close()
  })

  it("shows nothing when there is nothing to show, also to a server that says less", async () => {
    for (const answer of [
      joined({ ...EVENING, session: null, latestTip: null, goals: [], leader: null }),
      {},
    ]) {
      const pretend = await open("/overlay/key", answer)
      expect(await words(pretend)).toBe("")
      pretend.tell("tip_received", { tip: { amountCents: 500, currency: "USD", tipperName: "Ana" } })
      await expect.poll(() => words(pretend)).toBe("Latest Ana $5")
      await pretend.page.context().close()
    }
  })

  it("follows goals: progress, what is newer, what is gone, and the end of the session", async () => {
    const pretend = await open()
    const progress = { goalId: "g", title: "The hat", unit: "money", targetCents: 50_000, status: "active" }
    pretend.tell("goal_progress", { ...progress, currentCents: 50_000, percentage: 100, revision: 3 })
    pretend.tell("goal_completed", { ...progress, currentCents: 50_000, revision: 3 })
    await expect.poll(() => words(pretend)).toContain("The hat $500 of $500")
    pretend.tell("goal_progress", { ...progress, currentCents: 100, percentage: 0.2, revision: 2 })
    pretend.tell("goals_updated", {
      goals: [
        goal("h", "A second one", 100, 200, { position: 0, revision: 9, sessionId: "s" }),
        goal("g", "The hat", 41_200, 50_000, { position: 1, revision: 1 }),
      ],
    })
    await expect.poll(() => words(pretend)).toContain("A second one $1 of $2 The hat $500 of $500")
    pretend.tell("session_updated", { sessionId: "s", status: "ended" })
    await expect.poll(() => words(pretend)).toBe("The hat $500 of $500")
    pretend.tell("goals_updated", { goals: [] })
    await expect.poll(() => words(pretend)).toBe("")
    await pretend.page.context().close()
  })

  it("takes on another look at once, with rules of the creator's own", async () => {
    const pretend = await open()
    pretend.tell("theme_updated", {
      theme: {
        lamp: "#00ff00",
        corner: "top-right",
        widgets: { ticker: false, leader: false, menu: true },
        css: ".goal-title { text-transform: uppercase } .nonsense {{ .pill { display: none }",
      },
    })
    await expect
      .poll(() => words(pretend))
      .toBe("Wave to you $2 Song request 500 tokens THE HAT $412 of $500")
    pretend.tell("alert", alert({}))
    const name = pretend.page.locator(".alert .name")
    await name.waitFor()
    const box = await name.boundingBox()
    expect(box?.x).toBeGreaterThan(960)
    expect(box?.y).toBeLessThan(540)
    await picture(pretend.page, "overlay-look")
    await pretend.page.context().close()
  })

  it.each([
    ["goals", "The hat $412 of $500"],
    ["ticker", "Latest Jude $50 Tonight $412"],
    ["leader", "Top tonight Ana $95"],
    ["menu", "Wave to you $2 Song request 500 tokens"],
    ["alerts", "Ana tipped $25 for the chorus"],
    ["chat", "Marlow Thank you"],
  ])("shows one part alone by its address: %s", async (widget, expected) => {
    const pretend = await open(`/overlay/key?widget=${widget}`, joined(), { width: 800, height: 300 })
    pretend.tell("alert", alert({}))
    pretend.tell("chatbot_response", { personaName: "Marlow", responseText: "Thank you" })
    await expect.poll(() => words(pretend)).toBe(expected)
    await picture(pretend.page, `overlay-widget-${widget}`)
    const [, join] = pretend.said.find(([name]) => name === "join_overlay") ?? []
    // Who shows no alerts must not be sent them for showing.
    expect((join as { preview?: boolean }).preview).toBe(widget === "alerts" ? undefined : true)
    await pretend.page.context().close()
  })

  it("cuts an alert that was skipped, and says so", async () => {
    const pretend = await open()
    pretend.tell("alert", alert({}))
    await pretend.page.locator(".alert").waitFor()
    pretend.tell("alert_skipped", { alertId: "a" })
    await pretend.page.locator(".alert").waitFor({ state: "detached" })
    await expect.poll(() => pretend.said.map(([name]) => name)).toContain("alert_finished")
    await pretend.page.context().close()
  })

  it.each(["confetti", "hearts", "rain"])("lets %s move, and clears up after it", async (type) => {
    const pretend = await open()
    pretend.tell("animation_trigger", { type, metadata: { durationMs: 500 } })
    const canvas = pretend.page.locator("canvas.particles")
    await canvas.waitFor()
    await expect
      .poll(() =>
        canvas.evaluate((element) => {
          const { width, height } = element as HTMLCanvasElement
          const pixels = (element as HTMLCanvasElement)
            .getContext("2d")
            ?.getImageData(0, 0, width, height).data
          return pixels?.some((part) => part > 0)
        }),
      )
      .toBe(true)
    await canvas.waitFor({ state: "detached", timeout: 20_000 })
    await pretend.page.context().close()
  })

  it("plays no animation that is a memory, nor for who asks for less motion", async () => {
    const still = await open("/overlay/key", joined(), HD, { reducedMotion: "reduce" })
    still.tell("animation_trigger", { type: "confetti", metadata: { durationMs: 500 } })
    still.tell("alert", alert({ tipperName: "Still" }))
    await still.page.locator(".alert", { hasText: "Still" }).waitFor()
    expect(await still.page.locator("canvas, .spark").count()).toBe(0)
    await still.page.context().close()
    const pretend = await open()
    const occurredAt = new Date(Date.now() - 60_000).toISOString()
    pretend.tell("animation_trigger", { type: "confetti", metadata: { durationMs: 500 }, occurredAt })
    pretend.tell("alert", alert({ tipperName: "After" }))
    await pretend.page.locator(".alert", { hasText: "After" }).waitFor()
    expect(await pretend.page.locator("canvas").count()).toBe(0)
    await pretend.page.context().close()
  })

  it("shows a picture of the creator's own and no other", async () => {
    const pretend = await open()
    const asked: string[] = []
    pretend.page.on("request", (request) => asked.push(new URL(request.url()).pathname))
    pretend.tell("animation_trigger", {
      type: "custom",
      metadata: { durationMs: 500, imageUrl: "//evil.example/a" },
    })
    pretend.tell("animation_trigger", {
      type: "custom",
      metadata: { durationMs: 30_000, imageUrl: "/media/abc" },
    })
    await pretend.page.locator(".custom img").waitFor({ state: "attached" })
    await expect.poll(() => asked).toContain("/media/abc")
    expect(asked.filter((path) => path !== "/media/abc")).toEqual([])
    await pretend.page.context().close()
  })

  it.each([
    [320, 180],
    [800, 600],
    [1080, 1920],
    [3840, 2160],
  ])("stays inside %i × %i whatever anybody writes", async (width, height) => {
    const long = "W".repeat(25)
    const state = {
      ...EVENING,
      latestTip: { tipperName: `\u202E${long}`, amountCents: 100_000_000, currency: "USD" },
      leader: { tipperName: `Z${"\u0300\u0316".repeat(40)}algo`, amountCents: 100_000_000 },
      goals: [1, 2, 3, 4, 5].map((place) =>
        goal(`${place}`, "👩‍👩‍👧‍👦 ".repeat(16), 9_999_999, 100_000_000, { position: place }),
      ),
    }
    const theme = { widgets: { menu: true } }
    const pretend = await open("/overlay/key", joined(state, theme), { width, height })
    pretend.tell("alert", alert({ tipperName: long, message: "M".repeat(255), amountCents: 100_000_000 }))
    pretend.tell("chatbot_response", { personaName: long, responseText: `\u2067${"x ".repeat(300)}` })
    await pretend.page.locator(".alert .text").waitFor()
    await expect.poll(() => pretend.page.locator(".goal").count()).toBe(4)
    await pretend.page
      .locator(".text")
      .evaluate((text) => Promise.all(text.getAnimations().map((one) => one.finished)))
    const outside = await pretend.page.evaluate(() => {
      const { clientWidth, clientHeight } = document.documentElement
      const parts = document.querySelectorAll(".pill, .chat, .menu, .goal, .name, .verb, .amount, .message")
      return [...parts]
        .filter((part) => {
          const { left, right, top, bottom } = part.getBoundingClientRect()
          return left < -1 || right > clientWidth + 1 || top < -1 || bottom > clientHeight + 1
        })
        .map((part) => part.className)
    })
    const apart = await pretend.page.evaluate(() => {
      const boxes = [...document.querySelectorAll(".goal-figure")].map((part) => part.getBoundingClientRect())
      return boxes.every((one, place) =>
        boxes.slice(place + 1).every(({ left, top }) => left >= one.right - 1 || top >= one.bottom - 1),
      )
    })
    expect(apart).toBe(true)
    await picture(pretend.page, `overlay-${width}x${height}`)
    expect(outside).toEqual([])
    await pretend.page.context().close()
  })
})
