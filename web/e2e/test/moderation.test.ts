import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openContext, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"
import { Overlay } from "../src/overlay.ts"
import { Script } from "../src/script.ts"

describe("what waits for a decision", () => {
  let evening: Evening
  let script: Script
  let overlay: Overlay

  beforeAll(async () => {
    evening = await openEvening()
    script = await Script.signIn(evening.house)
    await evening.studio.startSession("Held")
    const address = await evening.studio.overlayAddress()
    overlay = await Overlay.open(await openContext(evening.browser), address)
  })
  afterAll(() => evening?.close())

  const waiting = () => evening.studio.page.getByRole("list", { name: "Waiting alerts" })

  it("is held for as long as one says", async () => {
    const { page } = evening.studio
    await page.getByRole("link", { name: /^Alerts/ }).click()
    await page.getByLabel("Hold for you, in seconds").fill("30")
    await page.getByRole("button", { name: "Save", exact: true }).click()
    await page.getByText("Saved. The next alert follows it.").waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole("link", { name: /^Live/ }).click()
    await script.tip({ amountCents: 1_000, tipperName: "marlow_", message: "say hi to the back" })
    await waiting().getByText("marlow_").waitFor()
    await page.getByText(/held, shows by itself in \d+ s/).waitFor()
    await page
      .getByRole("navigation", { name: "Studio" })
      .getByText("held for you")
      .waitFor({ state: "attached" })
    expect(overlay.painted).toEqual([])
    expect(await findings(page)).toEqual([])
    await picture(page, "live-held")
  })

  it("shows on the overlay at once when one lets it", async () => {
    const { page } = evening.studio
    await page.getByRole("button", { name: "Show the alert of marlow_" }).click()
    await waiting().getByText(/held/).waitFor({ state: "detached" })
    await overlay.shows("marlow_")
  })

  it("never shows when it is skipped, and comes as a copy when that is undone", async () => {
    const { page } = evening.studio
    await overlay.isEmpty()
    await script.tip({ amountCents: 1_200, tipperName: "Kit" })
    await page.getByRole("button", { name: "Skip the alert of Kit" }).click()
    await waiting().getByText("Kit").waitFor({ state: "detached" })
    await page.getByRole("button", { name: "Undo" }).click()
    await overlay.shows("Kit")
    expect(overlay.painted.filter((headline) => headline.includes("Kit"))).toHaveLength(1)
  })

  it("waits while alerts are paused, whatever one lets through", async () => {
    const { page } = evening.studio
    await overlay.isEmpty()
    await page.getByRole("switch", { name: /Pause alerts/ }).check()
    await page.getByText("Nothing new is shown; all of it waits.").waitFor()
    await script.tip({ amountCents: 900, tipperName: "Ana" })
    await page.getByRole("button", { name: "Show the alert of Ana" }).click()
    await waiting().getByText("in the queue").waitFor()
    expect(overlay.painted.filter((headline) => headline.includes("Ana"))).toEqual([])
    await page.getByRole("switch", { name: /Pause alerts/ }).uncheck()
    await overlay.shows("Ana")
  })
})
