import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openContext, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"
import { Script } from "../src/script.ts"
import { Studio } from "../src/studio.ts"

const KIT = { username: "kit", password: "a-torch-in-the-wings-3", displayName: "Kit", roles: ["viewer"] }

describe("a moderator", () => {
  let evening: Evening
  let kit: Studio

  beforeAll(async () => {
    evening = await openEvening()
    const script = await Script.signIn(evening.house)
    expect(await script.post("/api/accounts", KIT)).toBe(201)
    await evening.studio.startSession("Helped")
    await script.tip({ amountCents: 1_500, tipperName: "Ana" })
    kit = new Studio(await (await openContext(evening.browser)).newPage(), evening.house)
  })
  afterAll(() => evening?.close())

  it("is nobody until she is let in", async () => {
    await kit.signInAs(KIT.username, KIT.password)
    await kit.page.getByText("Nobody has let you in yet.").waitFor()
    expect(await findings(kit.page)).toEqual([])
  })

  it("is let in by her name, with what she may do", async () => {
    const { page } = evening.studio
    await page.goto(`${evening.house.url}/studio/settings/moderators`)
    await page.getByText("Nobody helps yet.").waitFor()
    await page.getByLabel("Sign-in name of the one who helps").fill("nobody-of-that-name")
    await page.getByRole("button", { name: "Let in" }).click()
    await page.getByText("Nobody was let in.").waitFor()
    await page.getByLabel("Sign-in name of the one who helps").fill(KIT.username)
    await page.getByRole("group", { name: "May", exact: true }).getByLabel("Decide on alerts").uncheck()
    await page.getByRole("button", { name: "Let in" }).click()
    await page.getByRole("group", { name: "Kit may" }).waitFor()
    expect(
      await page.getByRole("group", { name: "Kit may" }).getByLabel("Read and write notes").isChecked(),
    ).toBe(true)
    expect(await findings(page)).toEqual([])
    await picture(page, "moderators")
  })

  it("enters the studio and sees what her rights allow, nothing else", async () => {
    const { page } = kit
    await page.reload()
    await page.getByRole("button", { name: /^Enter the studio of/ }).click()
    await kit.heading("Helped")
    const pages = await page.getByRole("navigation", { name: "Studio" }).getByRole("link").allInnerTexts()
    expect(pages).toEqual(["Live", "Sessions", "Settings"])
    expect(await page.getByRole("heading", { name: "Tips" }).count()).toBe(0)
    expect(await page.getByRole("button", { name: "End session" }).count()).toBe(0)
    expect(await page.getByRole("heading", { name: "Goals" }).count()).toBe(0)
    expect(await findings(page)).toEqual([])
    await picture(page, "moderating")
  })

  it("writes a note that the creator reads", async () => {
    await kit.page.getByLabel("New note").fill("Ana asked for the long version")
    await kit.page.getByRole("button", { name: "Add note" }).click()
    await kit.page.getByRole("list", { name: "Notes, newest first" }).getByText("the long version").waitFor()
    const { page } = evening.studio
    await page.getByRole("link", { name: "Live" }).click()
    await page.getByRole("list", { name: "Notes, newest first" }).getByText("the long version").waitFor()
  })

  it("sees more when she may more", async () => {
    const { page } = evening.studio
    await page.goto(`${evening.house.url}/studio/settings/moderators`)
    await page.getByRole("group", { name: "Kit may" }).getByLabel("Add and refund tips").check()
    const script = await Script.signIn(evening.house)
    const rights = async () => {
      const { items } = await script.ask<{ items: { rights: string[] }[] }>("/api/moderators")
      return items[0]?.rights ?? []
    }
    await expect.poll(rights).toContain("tips")
    await kit.page.reload()
    await expect.poll(() => kit.feed()).toHaveLength(1)
    await kit.page.getByRole("button", { name: "Refund the tip of Ana" }).waitFor({ state: "attached" })
    expect(await findings(kit.page)).toEqual([])
  })

  it("is shown out when she is let go", async () => {
    const { page } = evening.studio
    await page.getByRole("button", { name: "Let Kit go" }).click()
    await page.goto(`${evening.house.url}/studio/`)
    const script = await Script.signIn(evening.house)
    await expect
      .poll(async () => (await script.ask<{ items: object[] }>("/api/moderators")).items)
      .toEqual([])
    await kit.page.reload()
    await kit.page.getByText("Nobody has let you in yet.").waitFor()
  })
})
