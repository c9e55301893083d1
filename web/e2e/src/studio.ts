import type { Page } from "playwright-core"
import type { House } from "./house.ts"

/** What a performer does in the studio, in her words. */
export class Studio {
  readonly page: Page
  readonly #house: House

  constructor(page: Page, house: House) {
    this.page = page
    this.#house = house
  }

  async signIn(): Promise<void> {
    await this.signInAs(this.#house.username, this.#house.password)
    await this.heading("Live")
  }

  async signInAs(username: string, password: string): Promise<void> {
    const { page } = this
    await page.goto(`${this.#house.url}/studio/`)
    await page.getByLabel("Name", { exact: true }).fill(username)
    await page.getByLabel("Password", { exact: true }).fill(password)
    await page.getByRole("button", { name: "Sign in", exact: true }).click()
  }

  async heading(name: string): Promise<void> {
    await this.page.getByRole("heading", { level: 1, name, exact: true }).waitFor()
  }

  /** Until there is a page and nothing on it says that it loads: both at once, since one page goes before the next is there. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(
      () =>
        document.querySelector("main") &&
        document.querySelector("h1") &&
        !document.querySelector("[aria-busy=true]"),
    )
  }

  async startSession(title: string): Promise<void> {
    const { page } = this
    await page.getByLabel("Title").fill(title)
    await page.getByRole("button", { name: "Start session" }).click()
    await this.heading(title)
  }

  async endSession(): Promise<void> {
    const { page } = this
    await page.getByRole("button", { name: "End session" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "End session" }).click()
    await this.heading("Live")
  }

  /** The overlay's address, asked for as a person would. */
  async overlayAddress(): Promise<string> {
    const { page } = this
    await page.getByRole("button", { name: "Show overlay address" }).click()
    const address = await page.locator("code[data-shown=true]").innerText()
    await page.getByRole("button", { name: "Hide overlay address" }).click()
    return address
  }

  async addTip(amount: string, from: string, message: string): Promise<void> {
    const { page } = this
    await page.getByLabel(/^Amount in/).fill(amount)
    await page.getByLabel("From").fill(from)
    await page.getByLabel("Message").fill(message)
    await page.getByRole("button", { name: "Add tip" }).click()
  }

  testTip(): Promise<void> {
    return this.page.getByRole("button", { name: "Test tip" }).click()
  }

  /** Tonight's number, as it stands on the page. */
  total(): Promise<string> {
    return this.page.locator("[data-total]").innerText()
  }

  /** The rows of the feed, newest first, as one reads them. */
  async feed(): Promise<string[]> {
    const rows = this.page.getByRole("list", { name: "Tips, newest first" }).getByRole("listitem")
    return (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim())
  }
}
