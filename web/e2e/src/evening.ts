import type { Browser, BrowserContext } from "playwright-core"
import { openBrowser, openContext } from "./browser.ts"
import { House } from "./house.ts"
import { Studio } from "./studio.ts"

/** A house, a browser, and a performer signed in. */
export interface Evening {
  house: House
  browser: Browser
  context: BrowserContext
  studio: Studio
  close(): Promise<void>
}

export async function openEvening(settings: Record<string, string> = {}): Promise<Evening> {
  const house = await House.open(settings)
  const browser = await openBrowser()
  const context = await openContext(browser, { permissions: ["clipboard-read", "clipboard-write"] })
  const studio = new Studio(await context.newPage(), house)
  await studio.signIn()
  return {
    house,
    browser,
    context,
    studio,
    close: async () => {
      await browser.close()
      await house.close()
    },
  }
}
