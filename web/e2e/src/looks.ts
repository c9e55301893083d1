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

/** Until the page has heard of the scheme and, three frames in a row, no colour is on its way to another one. */
const coloursSettled = async (scheme: "dark" | "light"): Promise<void> => {
  const frame = () => new Promise((next) => requestAnimationFrame(next))
  while (!matchMedia(`(prefers-color-scheme: ${scheme})`).matches) await frame()
  for (let still = 0; still < 3; still += 1) {
    await frame()
    const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
    if (moving.length > 0) still = -1
    await Promise.all(moving.map((transition) => transition.finished.catch(() => undefined)))
  }
}

/** The state a page is in, in every look: no rule is broken, nothing scrolls sideways, and a picture is kept of each. */
export async function inEveryLook(page: Page, state: string): Promise<void> {
  for (const { size, viewport, scheme } of LOOKS) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" })
    await page.evaluate(coloursSettled, scheme)
    const name = `${state}-${size}-${scheme}`
    expect(await findings(page), name).toEqual([])
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(over, name).toBeLessThanOrEqual(0)
    await picture(page, name)
  }
  await page.setViewportSize(DESKTOP)
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" })
}
