import type { BrowserContext, Page } from "playwright-core"

/** An overlay as OBS opens it, that writes down every alert it paints, over all reloads. */
export class Overlay {
  readonly page: Page
  /** The headline of each alert, in the order they came on. */
  readonly painted: string[]

  private constructor(page: Page, painted: string[]) {
    this.page = page
    this.painted = painted
  }

  static async open(context: BrowserContext, address: string): Promise<Overlay> {
    const page = await context.newPage()
    await page.setViewportSize({ width: 1920, height: 1080 })
    const painted: string[] = []
    await page.exposeFunction("footlightsPainted", (headline: string) => painted.push(headline))
    await page.addInitScript(() => {
      const watch = () =>
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes)
            for (const node of addedNodes)
              if (node instanceof HTMLElement && node.matches(".alert")) {
                const headline = node.querySelector("h1")?.innerText.replace(/\s+/g, " ").trim()
                ;(globalThis as unknown as { footlightsPainted(text: string): void }).footlightsPainted(
                  headline ?? "",
                )
              }
        }).observe(document, { childList: true, subtree: true })
      watch()
    })
    const joined = page.waitForEvent("websocket")
    await page.goto(address)
    await joined
    return new Overlay(page, painted)
  }

  /** Until an alert with these words stands on the stage. */
  async shows(words: string): Promise<void> {
    await this.page.locator(".alert", { hasText: words }).waitFor({ timeout: 30_000 })
  }

  /** Until what came on has come all the way, over a stand-in picture: the page itself is transparent. */
  async settles(): Promise<void> {
    const picture = "html { background: linear-gradient(160deg, #33414d, #5b4a52 60%, #2c2a33) }"
    await this.page.addStyleTag({ content: picture })
    await this.page.evaluate(() => {
      const parts = [...document.querySelectorAll(".text, .light, .lamps i")]
      return Promise.all(parts.flatMap((part) => part.getAnimations()).map((animation) => animation.finished))
    })
  }

  /** Until the stage is empty. */
  async isEmpty(): Promise<void> {
    await this.page.locator(".alert").waitFor({ state: "detached", timeout: 30_000 })
  }
}
