import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"
import { Script } from "../src/script.ts"

describe("the figures afterwards", () => {
  let evening: Evening

  beforeAll(async () => {
    evening = await openEvening()
  })
  afterAll(() => evening?.close())

  it("say that there is nothing yet, and where to go", async () => {
    const { studio, house } = evening
    await studio.page.goto(`${house.url}/studio/analytics`)
    await studio.page.getByText("No session in this time.").waitFor()
    expect(await findings(studio.page)).toEqual([])
    await picture(studio.page, "analytics-empty")
  })

  it("are the tips' own sums, as a picture and as a table", async () => {
    const { studio, house } = evening
    const { page } = studio
    await page.getByRole("link", { name: "Live", exact: true }).click()
    await studio.startSession("Figures")
    const script = await Script.signIn(house)
    for (const [tipperName, amountCents] of [
      ["Ana", 2_500],
      ["Jude", 5_000],
      ["Ana", 1_000],
    ] as const)
      await script.tip({ tipperName, amountCents })
    await page.getByRole("link", { name: "Analytics" }).click()
    await page.getByText("$85.00").first().waitFor()
    await page.getByText("in 3 tips, in 1 session").waitFor()
    expect(await page.getByRole("row", { name: /Ana/ }).innerText()).toMatch(/2\s.*\$35\.00/s)
    await page.getByRole("figure").first().locator("canvas").waitFor()
    await page.getByText("The numbers as a table").first().click()
    await page.getByRole("region", { name: "Tips over time, as a table" }).getByText("$85.00").waitFor()
    expect(await findings(page)).toEqual([])
    await picture(page, "analytics-figures")
  })

  it("come down as a table for a spreadsheet", async () => {
    const { page } = evening.studio
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download as CSV" }).click(),
    ])
    const text = await (await download.createReadStream()).toArray()
    const lines = Buffer.concat(text).toString("utf8").trim().split("\r\n")
    expect(lines).toHaveLength(4)
    expect(lines[1]).toContain("25.00")
  })

  it("cover the days one asks for, in the creator's own time", async () => {
    const { page } = evening.studio
    await page.getByText("From to", { exact: true }).click()
    await page.getByLabel("To", { exact: true }).and(page.locator("[type=date]")).fill("2020-01-31")
    await page.getByLabel("From", { exact: true }).fill("2020-01-01")
    await page.getByText("No session in this time.").waitFor()
    await page.getByText("7 days", { exact: true }).click()
    await page.getByText("$85.00").first().waitFor()
  })

  it("are there for one session, minute by minute", async () => {
    const { studio } = evening
    const { page } = studio
    await page.getByRole("link", { name: "Sessions" }).click()
    await page.getByRole("link", { name: /Figures/ }).click()
    await page.getByRole("heading", { name: "How it went" }).waitFor()
    await page.getByRole("link", { name: "Tips as CSV" }).waitFor()
    expect(await findings(page)).toEqual([])
    await picture(page, "session-figures")
  })
})
