import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"

describe("personas", () => {
  let evening: Evening

  beforeAll(async () => {
    evening = await openEvening()
  })
  afterAll(() => evening?.close())

  it("are written in one form", async () => {
    const { studio, house } = evening
    const { page } = studio
    await page.goto(`${house.url}/studio/personas`)
    await page.getByText("Nobody speaks yet.").waitFor()
    await page.getByRole("button", { name: "New persona" }).click()
    const form = page.getByRole("dialog", { name: "New persona" })
    await form.getByLabel("Name", { exact: true }).fill("Robin")
    await form.getByLabel("Word", { exact: true }).fill("hello")
    await form.getByLabel("Answer 1", { exact: true }).fill("Welcome in, {sender}.")
    expect(await findings(page)).toEqual([])
    await picture(page, "persona-new")
    await form.getByRole("button", { name: "Add persona" }).click()
    await page.getByRole("list", { name: "Personas" }).getByText("when “hello” is said").waitFor()
  })

  it("can be tried, and say why they answer or keep silent", async () => {
    const { page } = evening.studio
    await page.getByLabel("and writes").fill("oh hello there")
    await page.getByRole("button", { name: "Say it" }).click()
    await page.getByText("Welcome in, marlow_.").waitFor()
    await page.getByRole("list", { name: "Why" }).getByText("Robin answers").waitFor()
    await picture(page, "persona-tried")
    await page.getByLabel("and writes").fill("good night")
    await page.getByRole("button", { name: "Say it" }).click()
    await page.getByText("Nobody answers.").waitFor()
    await page.getByRole("list", { name: "Why" }).getByText("was not called for").waitFor()
    expect(await findings(page)).toEqual([])
  })

  it("are switched off at once", async () => {
    const { page } = evening.studio
    await page.getByRole("switch", { name: /Robin/ }).uncheck()
    await page.getByLabel("and writes").fill("hello")
    await expect
      .poll(async () => {
        await page.getByRole("button", { name: "Say it" }).click()
        return page.getByRole("list", { name: "Why" }).innerText()
      })
      .toContain("is switched off")
  })
})
