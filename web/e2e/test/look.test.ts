import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openContext, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"
import { Overlay } from "../src/overlay.ts"

describe("the overlay's look", () => {
  let evening: Evening
  let overlay: Overlay

  beforeAll(async () => {
    evening = await openEvening()
    const address = await evening.studio.overlayAddress()
    overlay = await Overlay.open(await openContext(evening.browser), address)
  })
  afterAll(() => evening?.close())

  const lampOf = () => document.documentElement.style.getPropertyValue("--lamp")
  const previewed = () => {
    const frame = evening.studio.page.frames().find((one) => one.url().includes("preview=1"))
    return frame ? frame.evaluate(lampOf) : Promise.resolve("")
  }

  it("is worn by the preview before it is saved, and by nobody else", async () => {
    const { page } = evening.studio
    await page.getByRole("link", { name: "Overlay", exact: true }).click()
    await page.getByLabel("Lamps").fill("#00ff80")
    await expect.poll(previewed, { timeout: 10_000 }).toBe("0 255 128")
    expect(await overlay.page.evaluate(lampOf)).not.toBe("0 255 128")
    expect(await findings(page)).toEqual([])
    await picture(page, "overlay-look")
  })

  it("is worn by the overlay when it is saved, and taken back by undo", async () => {
    const { page } = evening.studio
    await page.getByRole("button", { name: "Save the look" }).click()
    await expect.poll(() => overlay.page.evaluate(lampOf), { timeout: 10_000 }).toBe("0 255 128")
    await page.getByRole("button", { name: "Undo" }).click()
    await expect.poll(() => overlay.page.evaluate(lampOf), { timeout: 10_000 }).toBe("255 180 84")
    await expect.poll(previewed, { timeout: 10_000 }).toBe("255 180 84")
    expect(await page.getByRole("button", { name: "Save the look" }).isDisabled()).toBe(true)
  })

  it("says what is wrong with a style sheet, beside it", async () => {
    const { page } = evening.studio
    await page.getByText("Style sheet of your own").click()
    await page.getByLabel("CSS").fill('@import "https://elsewhere.example/x.css";')
    await page.getByRole("button", { name: "Save the look" }).click()
    await page.getByLabel("CSS").and(page.locator("[aria-invalid]")).waitFor()
    expect(await findings(page)).toEqual([])
  })
})
