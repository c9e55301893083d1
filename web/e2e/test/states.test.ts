import type { Route } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Evening, openEvening } from "../src/evening.ts"
import { inEveryLook } from "../src/looks.ts"

/** What each page asks for first, and how it says that it did not come. */
const ASKS = [
  ["goals", "/goals", "**/api/goals*", "The goals could not be loaded."],
  ["alerts", "/alerts", "**/api/settings", "The settings could not be loaded."],
  ["analytics", "/analytics", "**/api/analytics/summary*", "The figures could not be loaded."],
  ["sessions", "/sessions", "**/api/sessions*", "The sessions could not be loaded."],
  ["settings-show", "/settings/show", "**/api/settings", "The settings could not be loaded."],
  ["menu", "/menu", "**/api/menu", "The menu could not be loaded."],
  ["activity", "/activity", "**/api/activity*", "The record could not be loaded."],
  ["overlay", "/overlay", "**/api/overlay/theme", "The look could not be loaded."],
  ["personas", "/personas", "**/api/personas", "The personas could not be loaded."],
  ["animations", "/alerts", "**/api/animations/custom*", "Your animations could not be loaded."],
  ["settings-voice", "/settings/voice", "**/api/settings", "The settings could not be loaded."],
  ["settings-chatbot", "/settings/chatbot", "**/api/settings", "The settings could not be loaded."],
  ["settings-moderators", "/settings/moderators", "**/api/moderators", "The moderators could not be loaded."],
  ["settings-webhooks", "/settings/webhooks", "**/api/webhooks*", "The webhooks could not be loaded."],
  ["rooms", "/rooms", "**/api/rooms/mine*", "Your rooms could not be loaded."],
] as const

/** What is read once more shortly after a page has joined the creator's topic: its snapshot may say something newer. */
const READ_TWICE: readonly string[] = [
  "**/api/goals*",
  "**/api/settings",
  "**/api/menu",
  "**/api/overlay/theme",
]

const REFUSAL = {
  type: "about:blank",
  title: "Bad request",
  status: 400,
  detail: "The lamps are out. Light them, then try again.",
  code: "invalid_input",
}

describe("what did not come", () => {
  let evening: Evening

  beforeAll(async () => {
    evening = await openEvening()
  })
  afterAll(() => evening?.close())

  it.each(ASKS)("is told with its reason, and asked for again: %s", async (name, path, api, told) => {
    const { studio, house } = evening
    const { page } = studio
    let refused = 0
    const refuse = async (route: Route) => {
      await route.fulfill({ status: 400, contentType: "application/problem+json", json: REFUSAL })
      refused += 1
    }
    await page.route(api, refuse)
    await page.goto(`${house.url}/studio${path}`)
    // Otherwise the page may ask by itself just when it is asked to, and get its answer then.
    await expect
      .poll(() => refused, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(READ_TWICE.includes(api) ? 2 : 1)
    await page.getByText(told).waitFor()
    await page.getByText("The lamps are out.").first().waitFor()
    await inEveryLook(page, `${name}-error`)
    await page.unroute(api, refuse)
    await page.getByRole("alert").filter({ hasText: told }).getByRole("button", { name: "Try again" }).click()
    await page.getByText(told).waitFor({ state: "detached" })
  })

  it.each(ASKS)("has a shape while one waits for it: %s", async (name, path, api) => {
    const { studio, house } = evening
    const { page } = studio
    let release: () => void = () => undefined
    const held = new Promise<void>((give) => {
      release = give
    })
    const hold = async (route: Route) => {
      await held
      await route.continue()
    }
    await page.route(api, hold)
    await page.goto(`${house.url}/studio${path}`)
    await page.locator("[aria-busy=true]").first().waitFor()
    await page.getByRole("status").filter({ hasText: "Loading" }).first().waitFor({ state: "attached" })
    await inEveryLook(page, `${name}-loading`)
    release()
    await studio.settled()
    await page.unroute(api, hold)
  })
})
