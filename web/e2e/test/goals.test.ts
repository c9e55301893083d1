import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"
import { Script } from "../src/script.ts"

interface Goal {
  id: string
  title: string
  status: string
  percentage: number
}

describe("goals", () => {
  let evening: Evening
  let script: Script
  const goals = async () => (await script.ask<{ items: Goal[] }>("/api/goals")).items

  beforeAll(async () => {
    evening = await openEvening()
    script = await Script.signIn(evening.house)
  })
  afterAll(() => evening?.close())

  const make = async (title: string, target: string) => {
    const { page } = evening.studio
    await page.getByLabel("What for").fill(title)
    await page.getByLabel("Target in USD").fill(target)
    await page.getByRole("button", { name: "Add goal" }).click()
    await page.getByRole("listitem").filter({ hasText: title }).waitFor()
  }

  it("are made where there are none, and say what is wrong with an amount", async () => {
    const { studio, house } = evening
    const { page } = studio
    await page.goto(`${house.url}/studio/goals`)
    await page.getByText("No goal yet.").waitFor()
    expect(await findings(page)).toEqual([])
    await picture(page, "goals-empty")
    await page.getByLabel("What for").fill("The hat")
    await page.getByLabel("Target in USD").fill("much")
    await page.getByRole("button", { name: "Add goal" }).click()
    await page.getByText("Enter an amount above zero").waitFor()
    expect(await goals()).toEqual([])
    await make("The hat", "20")
    await make("New microphone", "200")
    await expect
      .poll(async () => (await goals()).map(({ title }) => title))
      .toEqual(["The hat", "New microphone"])
  })

  it("are put in another order by keyboard alone", async () => {
    const { page } = evening.studio
    await page.getByRole("button", { name: "Move New microphone" }).focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Space")
    const list = page.getByRole("list", { name: "Goals" }).getByRole("listitem")
    await expect.poll(async () => list.first().innerText()).toContain("New microphone")
    await expect
      .poll(async () => (await goals()).map(({ title }) => title))
      .toEqual(["New microphone", "The hat"])
  })

  it("and with the pointer", async () => {
    const { page } = evening.studio
    const handle = await page.getByRole("button", { name: "Move The hat" }).boundingBox()
    const above = await page.getByRole("button", { name: "Move New microphone" }).boundingBox()
    if (!handle || !above) throw new Error("A handle is not on the page.")
    await page.mouse.move(handle.x + 10, handle.y + handle.height / 2)
    await page.mouse.down()
    await page.mouse.move(above.x + 10, above.y + 20, { steps: 5 })
    await page.mouse.move(above.x + 10, above.y + 4, { steps: 3 })
    await page.mouse.up()
    await expect
      .poll(async () => (await goals()).map(({ title }) => title))
      .toEqual(["The hat", "New microphone"])
  })

  it("light up with tips on the live page, and are reached once", async () => {
    const { studio } = evening
    const { page } = studio
    await page.getByRole("link", { name: "Live" }).click()
    await studio.startSession("Goals")
    expect(await script.tip({ amountCents: 1_500, tipperName: "Ana" })).toMatchObject({ status: 201 })
    await page.getByRole("img", { name: "The hat: 75 percent" }).waitFor()
    expect(await script.tip({ amountCents: 1_000, tipperName: "Ana" })).toMatchObject({ status: 201 })
    await page.getByText("reached, 125 % in all").waitFor()
    expect((await goals()).find(({ title }) => title === "The hat")).toMatchObject({ status: "completed" })
  })

  it("are right also where a tip comes before the page hears of any", async () => {
    const { studio } = evening
    const { page } = studio
    const held: (() => void)[] = []
    let holds = false
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        if (holds && String(message).includes("join_session")) held.push(() => server.send(message))
        else server.send(message)
      })
    })
    await page.reload()
    await studio.endSession()
    holds = true
    await studio.startSession("More goals")
    await page.getByRole("img", { name: "New microphone: 13 percent" }).waitFor()
    await expect.poll(() => held.length).toBeGreaterThan(0)
    expect(await script.tip({ amountCents: 7_500, tipperName: "Ana" })).toMatchObject({ status: 201 })
    holds = false
    for (const send of held) send()
    await page.getByRole("img", { name: "New microphone: 50 percent" }).waitFor()
  })

  it("are right also where they are just being read when a tip comes", async () => {
    const { page } = evening.studio
    const held: (() => Promise<void>)[] = []
    await page.route(/\/api\/goals(\?|$)/, async (route) => {
      const response = await route.fetch()
      held.push(() => route.fulfill({ response }))
    })
    await page.reload()
    await expect.poll(() => held.length).toBeGreaterThan(0)
    expect(await script.tip({ amountCents: 1_000, tipperName: "Bea" })).toMatchObject({ status: 201 })
    await page.getByText("Bea").first().waitFor()
    await page.unroute(/\/api\/goals(\?|$)/)
    for (const answer of held) await answer().catch(() => undefined)
    await page.getByRole("img", { name: "New microphone: 55 percent" }).waitFor()
  })

  it("are paused at once, also while the server is away", async () => {
    const { studio, house } = evening
    const { page } = studio
    await page.getByRole("link", { name: "All goals" }).click()
    await page.getByRole("button", { name: "Pause New microphone" }).waitFor()
    await house.kill()
    await page.getByText("Nothing is lost.").waitFor()
    await page.getByRole("button", { name: "Pause New microphone" }).click()
    await page.getByRole("button", { name: "Resume New microphone" }).waitFor()
    await page.getByText("1 change waits to be sent.").waitFor()
    expect(await findings(page)).toEqual([])
    await picture(page, "goals-offline")
    await house.start()
    await page.getByText("Nothing is lost.").waitFor({ state: "detached", timeout: 40_000 })
    await page.getByRole("button", { name: "Resume New microphone" }).waitFor()
    script = await Script.signIn(house)
    await expect
      .poll(async () => (await goals()).find(({ title }) => title === "New microphone")?.status)
      .toBe("paused")
  })

  it("are taken away, and had back before it is too late", async () => {
    const { page } = evening.studio
    await page.getByRole("button", { name: "Delete New microphone" }).click()
    await page.getByRole("list", { name: "Goals" }).getByText("New microphone").waitFor({ state: "detached" })
    await page.getByRole("button", { name: "Undo" }).click()
    await page.getByRole("list", { name: "Goals" }).getByText("New microphone").waitFor()
    expect((await goals()).map(({ title }) => title)).toContain("New microphone")
    await page.getByRole("button", { name: "Delete New microphone" }).click()
    // Leaving the page is no undo.
    await page.goto(`${evening.house.url}/studio/sessions`)
    await expect.poll(async () => (await goals()).map(({ title }) => title)).not.toContain("New microphone")
  })
})
