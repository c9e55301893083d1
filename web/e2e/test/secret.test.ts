import { afterAll, beforeAll, expect, it } from "vitest"
import { type Evening, openEvening } from "../src/evening.ts"

let evening: Evening
beforeAll(async () => {
  evening = await openEvening()
})
afterAll(() => evening?.close())

it("stays shown when what is known of it comes later than the secret itself", async () => {
  const { page } = evening.studio
  let release = () => {}
  const shown = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/\/api\/overlay$/, async (route) => {
    await shown
    await route.continue()
  })
  await page.reload()
  await page.getByRole("button", { name: "Show overlay address" }).click()
  const secret = page.locator("code[data-shown=true]")
  await secret.waitFor()
  const standing = page.waitForResponse(/\/api\/overlay$/)
  release()
  await standing
  // Drawn with what came: the card says whether an overlay is open.
  await page
    .getByText(/overlay (dis)?connected|no overlay/i)
    .first()
    .waitFor()
  expect(await secret.count()).toBe(1)
})
