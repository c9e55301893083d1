import type { Page } from "playwright-core"
import { expect } from "vitest"
import { DESKTOP, PHONE, picture } from "./browser.ts"
import { findings } from "./findings.ts"

const SIZES = [
  { size: "desktop", viewport: DESKTOP },
  { size: "phone", viewport: PHONE },
] as const

/** Day and night, large and small. */
export const LOOKS = SIZES.flatMap((size) =>
  (["dark", "light"] as const).map((scheme) => ({ ...size, scheme })),
)

/** Until no colour is on its way to another one. */
const coloursSettled = () =>
  Promise.all(
    document
      .getAnimations()
      .filter((animation) => animation instanceof CSSTransition)
      .map((transition) => transition.finished.catch(() => undefined)),
  )

/** The state a page is in, in every look: no rule is broken, nothing scrolls sideways, and a picture is kept of each. */
export async function inEveryLook(page: Page, state: string): Promise<void> {
  for (const { size, viewport, scheme } of LOOKS) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" })
    await page.evaluate(coloursSettled)
    const name = `${state}-${size}-${scheme}`
    expect(await findings(page), name).toEqual([])
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(over, name).toBeLessThanOrEqual(0)
    await picture(page, name)
  }
  await page.setViewportSize(DESKTOP)
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" })
}
