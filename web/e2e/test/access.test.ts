import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { DESKTOP, openContext, PHONE, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"
import { inEveryLook } from "../src/looks.ts"
import { PAGES } from "../src/pages.ts"
import { Script } from "../src/script.ts"

describe("everybody can use it", () => {
  let evening: Evening

  beforeAll(async () => {
    evening = await openEvening()
  })
  afterAll(() => evening?.close())

  it("by keyboard alone, from the door to a test tip", async () => {
    const { browser, house } = evening
    const page = await (await openContext(browser)).newPage()
    await page.goto(`${house.url}/studio/`)
    await page.getByLabel("Name", { exact: true }).waitFor()
    await page.keyboard.type(house.username)
    await page.keyboard.press("Tab")
    await page.keyboard.type(house.password)
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { level: 1, name: "Live" }).waitFor()
    await page.keyboard.press("t")
    await page
      .getByText(/test tip/)
      .first()
      .waitFor()
    await page.keyboard.press("?")
    await page.getByRole("dialog", { name: "Keys" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" })
    await page.keyboard.press("g")
    await page.keyboard.press("e")
    await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor()
    await page.keyboard.press("g")
    await page.keyboard.press("l")
    await page.getByRole("heading", { level: 1, name: "Live" }).waitFor()
    await page.context().close()
  })

  it("and find the search with one key", async () => {
    const { studio, house } = evening
    await studio.startSession("Access")
    const script = await Script.signIn(house)
    for (const tipperName of ["Ana", "Jude", "marlow_"])
      await script.tip({ amountCents: 1_500, tipperName, message: "the long way round" })
    await expect.poll(() => studio.feed()).toHaveLength(3)
    await studio.page.keyboard.press("/")
    await expect
      .poll(() => studio.page.evaluate(() => document.activeElement?.getAttribute("type")))
      .toBe("search")
    await studio.page.keyboard.press("Escape")
  })

  it.each(PAGES)("no rule is broken, in no look, by the page %s", async (name, path) => {
    const { studio, house } = evening
    await studio.page.goto(`${house.url}/studio${path}`)
    await studio.settled()
    await inEveryLook(studio.page, name)
  })

  it("nor by the door", async () => {
    const door = await (await openContext(evening.browser)).newPage()
    await door.goto(`${evening.house.url}/studio/`)
    await door.getByRole("button", { name: "Sign in", exact: true }).waitFor()
    await inEveryLook(door, "sign-in")
    await door.context().close()
  })

  it("on a phone every page is within reach, and none scrolls sideways", async () => {
    const { studio, house } = evening
    const { page } = studio
    await page.setViewportSize(PHONE)
    await page.goto(`${house.url}/studio/`)
    await page.getByRole("button", { name: "More" }).click()
    expect(await findings(page)).toEqual([])
    await page.getByRole("dialog").getByRole("link", { name: "Analytics" }).click()
    await studio.heading("Analytics")
    for (const [name, path] of PAGES) {
      await page.goto(`${house.url}/studio${path}`)
      await studio.settled()
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(over, name).toBeLessThanOrEqual(0)
    }
    await page.setViewportSize(DESKTOP)
  })

  it("day and night can be chosen and stay chosen", async () => {
    const { page } = evening.studio
    await page.setViewportSize(DESKTOP)
    await page.emulateMedia({ colorScheme: "dark" })
    await page.goto(`${evening.house.url}/studio/settings`)
    await page.getByText("Light", { exact: true }).click()
    await page.reload()
    expect(await page.locator("html").getAttribute("data-scheme")).toBe("light")
    await page.getByText("As the system", { exact: true }).click()
    await expect.poll(() => page.locator("html").getAttribute("data-scheme")).toBe("dark")
  })

  it("the house's own sign-in is offered where there is one", async () => {
    const door = await (await openContext(evening.browser)).newPage()
    await door.route("**/api/auth/methods", (route) =>
      route.fulfill({ json: { password: true, oidc: true } }),
    )
    await door.goto(`${evening.house.url}/studio/sessions`)
    const button = door.getByRole("link", { name: "Sign in with SSO" })
    expect(await button.getAttribute("href")).toBe("/api/auth/oidc/start?returnTo=%2Fstudio%2Fsessions")
    await picture(door, "sign-in-sso")
    await door.context().close()
  })

  it("a wrong password is told in the server's words, and signing out leads to the door", async () => {
    const { page } = evening.studio
    await page.getByRole("button", { name: "Sign out" }).click()
    await page.getByLabel("Name", { exact: true }).fill("admin")
    await page.getByLabel("Password", { exact: true }).fill("not this one")
    await page.keyboard.press("Enter")
    await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor()
    expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("")
  })
})
