import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openContext } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { Overlay } from "../src/overlay.ts"

describe("alerts", () => {
  let evening: Evening

  beforeAll(async () => {
    evening = await openEvening()
    await evening.studio.startSession("Alerts")
  })
  afterAll(() => evening?.close())

  it("come once more when the overlay was reloaded before it had finished, and never a third time", async () => {
    const { studio, browser } = evening
    const overlay = await Overlay.open(await openContext(browser), await studio.overlayAddress())
    await studio.addTip("5", "Jude", "first time here")
    await overlay.shows("Jude")
    await overlay.page.reload()
    await overlay.shows("Jude")
    await overlay.isEmpty()
    await overlay.page.reload()
    await studio.addTip("6", "Marlow", "")
    await overlay.shows("Marlow")
    expect(overlay.painted).toEqual(["Jude tipped $5", "Jude tipped $5", "Marlow tipped $6"])
    await overlay.page.context().close()
    await studio.page.getByText("No overlay open").first().waitFor({ timeout: 20_000 })
  })

  it("wait for an overlay that is not open yet", async () => {
    const { studio, browser } = evening
    await studio.testTip()
    await studio.page.getByText("it shows as soon as an overlay is open").waitFor()
    const overlay = await Overlay.open(await openContext(browser), await studio.overlayAddress())
    await overlay.page.locator(".alert").waitFor({ timeout: 30_000 })
    await overlay.page.context().close()
  })

  it("stop for an address that was rotated away, and go on at the new one", async () => {
    const { studio, browser } = evening
    const before = await studio.overlayAddress()
    const cut = await Overlay.open(await openContext(browser), before)
    const told = cut.page.waitForEvent("console", {
      predicate: (message) =>
        message.text() === "The overlay key was rotated. Copy the new address into OBS.",
    })
    await studio.page.getByRole("button", { name: "New address" }).click()
    await studio.page.getByRole("button", { name: "Rotate key" }).click()
    await told
    expect(await cut.page.locator("#stage").innerText()).toBe("")
    const after = await studio.overlayAddress()
    expect(after).not.toBe(before)
    const fresh = await Overlay.open(await openContext(browser), after)
    const painted = cut.painted.length
    await studio.addTip("7", "Noor", "")
    await fresh.shows("Noor")
    expect(cut.painted).toHaveLength(painted)
    // Opened anew, the old address still shows nothing and says why.
    const again = cut.page.waitForEvent("console", {
      predicate: (message) => message.text().includes("rotated"),
    })
    await cut.page.reload()
    await again
  })
})
