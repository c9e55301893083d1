import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Evening, openEvening } from "../src/evening.ts"
import { Script } from "../src/script.ts"

describe("a refund", () => {
  let evening: Evening
  let script: Script

  beforeAll(async () => {
    evening = await openEvening()
    script = await Script.signIn(evening.house)
    await evening.studio.startSession("Refunds")
    await script.tip({ amountCents: 2_500, tipperName: "Ana" })
    await script.tip({ amountCents: 500, tipperName: "Kit" })
  })
  afterAll(() => evening?.close())

  const row = (name: string) =>
    evening.studio.page
      .getByRole("list", { name: "Tips, newest first" })
      .getByRole("listitem")
      .filter({ hasText: name })

  it("shows at once and can be undone while there is time", async () => {
    const { page } = evening.studio
    await expect.poll(() => evening.studio.total()).toBe("$30.00")
    await row("Ana").hover()
    await page.getByRole("button", { name: "Refund the tip of Ana" }).click()
    await row("Ana").getByText("refunded").waitFor()
    await page.getByRole("button", { name: "Undo" }).click()
    await row("Ana").getByText("refunded").waitFor({ state: "detached" })
    expect((await script.activeSession()).totalTipsCents).toBe(3_000)
  })

  it("is final when the time is over, and the totals follow", async () => {
    const { page } = evening.studio
    await row("Kit").hover()
    await page.getByRole("button", { name: "Refund the tip of Kit" }).click()
    await row("Kit").getByText("refunded").waitFor()
    await expect.poll(() => evening.studio.total(), { timeout: 20_000 }).toBe("$25.00")
    expect(await script.activeSession()).toMatchObject({ totalTipsCents: 2_500, tipCount: 1 })
    await page.reload()
    await row("Kit").getByText("refunded").waitFor()
    expect(
      await row("Kit")
        .getByRole("button", { name: /Refund/ })
        .count(),
    ).toBe(0)
  })
})
