import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Evening, openEvening } from "../src/evening.ts"
import { Script } from "../src/script.ts"

describe("tips", () => {
  let evening: Evening

  beforeAll(async () => {
    evening = await openEvening()
    await evening.studio.startSession("Tips")
  })
  afterAll(() => evening?.close())

  it("posted by a script with a token made in the studio appear once", async () => {
    const { studio, house } = evening
    const { page } = studio
    await page.getByRole("link", { name: "Settings" }).click()
    await page.getByLabel("Name of the token").fill("Tip script")
    await page.getByRole("button", { name: "Create token" }).click()
    await page.getByRole("button", { name: "Show token" }).click()
    const token = await page.locator("code[data-shown=true]").innerText()
    await page.getByRole("button", { name: "Done" }).click()
    expect(await page.locator("body").innerText()).not.toContain(token)
    await page.getByRole("link", { name: "Live" }).click()
    await studio.heading("Tips")

    const script = await Script.withToken(house, token)
    const first = await script.tip(
      { amountCents: 1_250, tipperName: "Ana", message: "by script" },
      "one-and-only",
    )
    const second = await script.tip(
      { amountCents: 1_250, tipperName: "Ana", message: "by script" },
      "one-and-only",
    )
    expect(first.status).toBe(201)
    expect(second.id).toBe(first.id)
    await page.getByText("by script").first().waitFor()
    await expect.poll(() => studio.total()).toBe("$12.50")
    expect(await studio.feed()).toHaveLength(1)

    await page.getByRole("link", { name: "Settings" }).click()
    await page.getByRole("button", { name: "Revoke Tip script" }).click()
    await page.getByText("Tip script was revoked").waitFor()
    expect((await script.tip({ amountCents: 100 })).status).toBe(401)
  })

  it("added by hand take the creator's way of writing an amount, and say what is wrong with it", async () => {
    const { studio } = evening
    const { page } = studio
    await page.getByRole("link", { name: "Live" }).click()
    await studio.addTip("nothing", "", "")
    await page.getByText("Enter an amount above zero").waitFor()
    await studio.addTip("2,50", "", "")
    await expect.poll(() => studio.total()).toBe("$15.00")
    await expect.poll(() => studio.feed()).toHaveLength(2)
    expect((await studio.feed())[0]).toContain("Someone")
  })

  it("can be searched", async () => {
    const { page } = evening.studio
    await page.keyboard.press("Escape")
    await page.getByRole("searchbox").fill("script")
    await expect.poll(() => evening.studio.feed()).toHaveLength(1)
    await page.getByRole("searchbox").fill("nobody said this")
    await page.getByText("No tip matches").waitFor()
    await page.getByRole("searchbox").press("Escape")
    await expect.poll(() => evening.studio.feed()).toHaveLength(2)
  })

  it("announce themselves politely", async () => {
    const { studio } = evening
    await studio.addTip("3", "Kit", "")
    await studio.page
      .locator("[aria-live=polite]", { hasText: "Kit tipped $3.00" })
      .waitFor({ state: "attached" })
  })

  it("hold still under a reader who has scrolled away, and say how many came", async () => {
    const { studio, house } = evening
    const { page } = studio
    const script = await Script.signIn(house)
    for (let tip = 0; tip < 14; tip += 1)
      expect((await script.tip({ amountCents: 100, message: `row ${tip}` })).status).toBe(201)
    await expect.poll(() => studio.feed()).toHaveLength(17)
    await page.mouse.move(5, 5)
    const list = page.getByRole("region", { name: "Tips, newest first" })
    await list.getByText("row 0", { exact: true }).scrollIntoViewIfNeeded()
    await expect.poll(() => list.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(150)
    // Two painted frames: the page has noticed that it was scrolled.
    await page.evaluate(() => new Promise((give) => requestAnimationFrame(() => requestAnimationFrame(give))))
    for (const message of ["late 1", "late 2"]) await script.tip({ amountCents: 100, message })
    await page.getByRole("button", { name: "2 new" }).waitFor()
    expect(await list.getByText("late 1").count()).toBe(0)
    await page.getByRole("button", { name: "2 new" }).click()
    await list.getByText("late 2").waitFor()
  })

  it("count viewers by hand where no platform tells", async () => {
    const { page } = evening.studio
    await page.getByRole("button", { name: /watching/ }).click()
    await page.getByLabel("Watching now").fill("128")
    await page.getByRole("button", { name: "Set viewers" }).click()
    await page.getByText("128 watching · peak 128").waitFor()
  })
})
