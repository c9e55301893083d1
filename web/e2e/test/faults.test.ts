import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openContext, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { Overlay } from "../src/overlay.ts"
import { Script } from "../src/script.ts"

describe("when the server dies", () => {
  let evening: Evening

  beforeAll(async () => {
    evening = await openEvening()
    await evening.studio.startSession("Faults")
  })
  afterAll(() => evening?.close())

  it("the studio says so, keeps what was entered, and is exact afterwards", async () => {
    const { studio, house, browser } = evening
    const { page } = studio
    const overlay = await Overlay.open(await openContext(browser), await studio.overlayAddress())
    const before = await Script.signIn(house)
    for (let tip = 1; tip <= 10; tip += 1)
      await before.tip({ amountCents: 100 * tip, tipperName: `Tipper ${tip}` })
    await expect.poll(() => studio.total()).toBe("$55.00")

    await house.kill()
    await page.getByText("Nothing is lost.").waitFor()
    await studio.addTip("9", "While away", "")
    await page.getByText("1 tip waits to be sent.").waitFor()
    await picture(page, "offline")

    await house.start()
    await page.getByText("Nothing is lost.").waitFor({ state: "detached", timeout: 40_000 })
    await expect.poll(() => studio.total(), { timeout: 20_000 }).toBe("$64.00")
    await expect.poll(() => studio.feed(), { timeout: 20_000 }).toHaveLength(11)
    const script = await Script.signIn(house)
    expect(await script.activeSession()).toMatchObject({ totalTipsCents: 6_400, tipCount: 11 })

    // The overlay found its way back by itself, too.
    await page.reload()
    await page.getByText("Overlay connected").first().waitFor({ timeout: 30_000 })
    expect(overlay.page.isClosed()).toBe(false)
  })

  it("a page opened meanwhile says what happened and opens when asked again", async () => {
    const { studio, house } = evening
    const { page } = studio
    // The page itself is there; what it asks for is not.
    await page.route("**/api/**", (route) => route.abort())
    await page.goto(`${house.url}/studio/sessions`)
    await page.getByText("The studio could not be opened.").waitFor()
    await page.getByText("The server cannot be reached.").waitFor()
    await picture(page, "error")
    await page.unroute("**/api/**")
    await page.getByRole("button", { name: "Try again" }).click()
    await studio.heading("Sessions")
  })
})
