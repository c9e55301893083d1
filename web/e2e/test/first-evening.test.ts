import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openContext, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { Overlay } from "../src/overlay.ts"

/** The first five minutes: start, paste one address, press Test tip, see it. */
describe("the first evening", () => {
  let evening: Evening
  let overlay: Overlay

  beforeAll(async () => {
    evening = await openEvening()
  })
  afterAll(() => evening?.close())

  it("leads from the root to the studio and starts a session", async () => {
    const { studio, house } = evening
    await studio.page.goto(house.url)
    await studio.heading("Live")
    expect(new URL(studio.page.url()).pathname).toBe("/studio/")
    await picture(studio.page, "live-before")
    await studio.startSession("Friday night")
    expect(await studio.total()).toBe("$0.00")
    await studio.page.getByText("No tips yet.").waitFor()
  })

  it("hides the overlay's address until it is asked for", async () => {
    const { studio } = evening
    const { page } = studio
    const address = await studio.overlayAddress()
    expect(new URL(address).pathname).toMatch(/^\/overlay\/[\w-]{16,}$/)
    expect(await page.locator("body").innerText()).not.toContain(address)
    await page.getByRole("button", { name: "Copy overlay address" }).click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(address)
  })

  it("shows a test tip on the overlay, once, whatever is reloaded", async () => {
    const { studio, browser } = evening
    const address = await studio.overlayAddress()
    // OBS is another browser than the studio's.
    overlay = await Overlay.open(await openContext(browser), address)
    await studio.page.getByText("Overlay connected").first().waitFor()
    await studio.testTip()
    await overlay.shows("tipped")
    expect(await overlay.page.title()).toBe("Overlay")
    await overlay.settles()
    await picture(overlay.page, "overlay-test-tip")
    await overlay.isEmpty()
    await overlay.page.reload()
    // What comes next is the next one: had the first come again, it would stand before it.
    await studio.addTip("25", "Ana", "for the chorus")
    await overlay.shows("Ana")
    expect(overlay.painted).toHaveLength(2)
    expect(overlay.painted[1]).toBe("Ana tipped $25")
    await overlay.settles()
    await picture(overlay.page, "overlay-tip")
  })

  it("counts the tip and not the test", async () => {
    const { studio } = evening
    await expect.poll(() => studio.total()).toBe("$25.00")
    expect(await studio.feed()).toHaveLength(1)
    await picture(studio.page, "live")
  })

  it("says when no overlay is open any more", async () => {
    await overlay.page.close()
    await evening.studio.page.getByText("No overlay open").first().waitFor({ timeout: 20_000 })
  })

  it("ends the session for good and keeps its figures", async () => {
    const { studio } = evening
    await studio.endSession()
    await studio.page.getByRole("link", { name: "Sessions" }).click()
    await studio.page.getByRole("link", { name: /Friday night/ }).click()
    await studio.heading("Friday night")
    await studio.page.getByText("for the chorus").waitFor()
    await picture(studio.page, "session")
  })
})
