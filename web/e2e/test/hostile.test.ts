import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openContext, PHONE, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { Overlay } from "../src/overlay.ts"
import { Script } from "../src/script.ts"

const ZALGO = `Z${"\u0300\u0316\u0321\u0489".repeat(30)}algo`
const WORST = [
  { name: "markup", tipperName: "<img src=x onerror=boo()>", message: "<script>boo()</script><b>bold</b>" },
  { name: "right-to-left", tipperName: "\u202Eana\u202E \u2067x", message: "\u202E desrever si siht" },
  { name: "emoji", tipperName: "👩‍👩‍👧‍👦🏳️‍🌈🧑🏽‍🚀💃🏿", message: "🎉".repeat(120) },
  { name: "long", tipperName: "W".repeat(25), message: "wide ".repeat(51) },
  { name: "unbroken", tipperName: "i".repeat(25), message: "M".repeat(255) },
  { name: "zalgo", tipperName: ZALGO.slice(0, 25), message: ZALGO },
]

/** Boxes of these parts stay within the page and do not lie on each other. */
async function staysInside(page: Page, selector: string): Promise<void> {
  const outside = await page.evaluate((parts) => {
    const { clientWidth, clientHeight } = document.documentElement
    return [...document.querySelectorAll(parts)]
      .map((part) => part.getBoundingClientRect())
      .filter(
        ({ left, right, top, bottom }) =>
          left < -1 || right > clientWidth + 1 || top < -1 || bottom > clientHeight + 1,
      ).length
  }, selector)
  expect(outside).toBe(0)
}

describe("what strangers write", () => {
  let evening: Evening
  let overlay: Overlay
  let script: Script

  beforeAll(async () => {
    evening = await openEvening()
    await evening.studio.startSession("Strangers")
    overlay = await Overlay.open(await openContext(evening.browser), await evening.studio.overlayAddress())
    script = await Script.signIn(evening.house)
    await evening.studio.page.getByText("Overlay connected").first().waitFor()
  })
  afterAll(() => evening?.close())

  it.each(WORST)("is only text on the overlay: $name", async ({ name, tipperName, message }) => {
    const { page } = overlay
    const strange: string[] = []
    page.on("pageerror", (error) => strange.push(error.message))
    const painted = overlay.painted.length
    expect((await script.tip({ amountCents: 2_500, tipperName, message })).status).toBe(201)
    await expect.poll(() => overlay.painted.length, { timeout: 40_000 }).toBe(painted + 1)
    const alert = page.locator(".alert").last()
    await alert.locator(".amount", { hasText: "$25" }).waitFor()
    expect(await alert.locator("img, script, b:not(.amount)").count()).toBe(0)
    await staysInside(page, ".name, .verb, .amount, .message")
    const { lines } = await alert.locator(".message").evaluate((element) => ({
      lines: element.clientHeight / Number.parseFloat(getComputedStyle(element).lineHeight),
    }))
    expect(lines).toBeLessThanOrEqual(2.1)
    await overlay.settles()
    await picture(page, `hostile-${name}`)
    expect(strange).toEqual([])
    // Judged: it need not stay for as long as reading it takes.
    const { items } = await script.ask<{ items: { id: string }[] }>("/api/alerts?state=showing")
    expect(items).toHaveLength(1)
    expect(await script.post(`/api/alerts/${items[0]?.id}/skip`, {})).toBe(200)
    await overlay.isEmpty()
  })

  it("is only text in the studio, on a phone too", async () => {
    const { page } = evening.studio
    await expect.poll(() => evening.studio.feed()).toHaveLength(WORST.length)
    const feed = page.getByRole("list", { name: "Tips, newest first" })
    expect(await feed.locator("img, script, b").count()).toBe(0)
    await page.setViewportSize(PHONE)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
    await picture(page, "hostile-studio-phone")
  })
})
