import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openContext, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"
import { Script } from "../src/script.ts"

/** What axe finds wrong with GraphiQL 3 itself: its editors have no labels, and one cannot scroll in them by keyboard alone. */
const LACKS = ["label", "scrollable-region-focusable"]

let evening: Evening
beforeAll(async () => {
  evening = await openEvening()
})
afterAll(() => evening?.close())

async function open(page: Page): Promise<void> {
  await page.goto(`${evening.house.url}/graphql`)
  await page.getByRole("button", { name: /^Execute query/ }).waitFor()
  // The button is there before both editors are, and does nothing then.
  await page.getByRole("region", { name: "Query Editor" }).getByText("myRooms").waitFor()
  await page.getByLabel("Result Window").locator(".CodeMirror").waitFor()
}

/** Runs what stands in the editor; what is shown for an answer. */
async function run(page: Page, has: string): Promise<string> {
  await page.getByRole("button", { name: /^Execute query/ }).click()
  const answer = page.getByLabel("Result Window")
  await answer.getByText(has).waitFor()
  return answer.innerText()
}

it("runs the first query as whoever is signed in here", async () => {
  expect(await (await Script.signIn(evening.house)).post("/api/rooms", { name: "Green room" })).toBe(201)
  const page = await evening.context.newPage()
  await open(page)
  const shown = await run(page, "Green room")
  expect(shown).toContain("participantCount")
  // The page is a tool of others. What it lacks is named here, so that nothing else comes to it unseen.
  const rules = (await findings(page)).map((finding) => finding.split(":")[0])
  expect([...new Set(rules)].sort()).toEqual(LACKS)
  await picture(page, "graphiql")
})

it("tells whoever is not signed in what to do", async () => {
  const page = await (await openContext(evening.browser)).newPage()
  await open(page)
  expect(await run(page, "unauthenticated")).not.toContain("Green room")
})

it("is somebody else by a header, as its page says", async () => {
  const { token } = await Script.signIn(evening.house)
  const page = await (await openContext(evening.browser)).newPage()
  await open(page)
  await page.getByRole("button", { name: "Headers" }).click()
  await page
    .getByRole("region", { name: "Headers" })
    .locator(".graphiql-editor:not(.hidden) .CodeMirror")
    .click()
  await page.keyboard.insertText(JSON.stringify({ authorization: `Bearer ${token}` }))
  await run(page, "Green room")
})
