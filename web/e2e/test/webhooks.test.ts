import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openContext, picture } from "../src/browser.ts"
import { type Evening, openEvening } from "../src/evening.ts"
import { findings } from "../src/findings.ts"
import { inEveryLook } from "../src/looks.ts"
import { Script } from "../src/script.ts"
import { Studio } from "../src/studio.ts"

/** An endpoint of somebody's: what came, and what it answers next. */
class Endpoint {
  readonly came: { type: string; id: string }[] = []
  status = 204
  #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(): Promise<Endpoint> {
    const server = createServer((request, response) => {
      let body = ""
      request.on("data", (chunk) => {
        body += chunk
      })
      request.on("end", () => {
        endpoint.came.push(JSON.parse(body))
        response.writeHead(endpoint.status).end()
      })
    })
    const endpoint = new Endpoint(server)
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    return endpoint
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

describe("webhooks", () => {
  let evening: Evening
  let endpoint: Endpoint

  beforeAll(async () => {
    evening = await openEvening({ FOOTLIGHTS_WEBHOOKS_REACH: "loopback" })
    endpoint = await Endpoint.open()
    await evening.studio.page.goto(`${evening.house.url}/studio/settings/webhooks`)
  })
  afterAll(async () => {
    endpoint?.close()
    await evening?.close()
  })

  it("are told what is wrong with an address, at the field", async () => {
    const { page } = evening.studio
    await page.getByText("No webhooks yet.").waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByLabel("Address").fill("https://169.254.169.254/latest")
    await page.getByRole("button", { name: "Add webhook" }).click()
    await page.getByText("Deliveries cannot go there").waitFor()
    expect(await findings(page)).toEqual([])
  })

  it("are added, and the secret stands there once, hidden until asked for", async () => {
    const { page } = evening.studio
    await page.getByLabel("Address").fill(endpoint.url)
    await page.getByLabel("What it is for").fill("Thank-you lamp")
    await page.getByLabel("Which events").fill("streaming.*")
    await page.getByRole("button", { name: "Add webhook" }).click()
    await page.getByRole("heading", { name: "Signing secret" }).waitFor()
    expect(await page.locator("main").innerText()).not.toContain("whsec_")
    await page.getByRole("button", { name: "Show signing secret" }).click()
    expect(await page.locator("code[data-shown=true]").innerText()).toMatch(/^whsec_/)
    expect(await findings(page)).toEqual([])
    await picture(page, "webhook-secret")
    await page.getByRole("button", { name: "Done" }).click()
    await page.reload()
    await page.getByRole("heading", { name: "Thank-you lamp" }).waitFor()
    expect(await page.getByRole("heading", { name: "Signing secret" }).count()).toBe(0)
    expect(await page.locator("main").innerText()).not.toContain("/hook")
  })

  it("are tested with one button, and what came of it is on the page", async () => {
    const { page } = evening.studio
    await page.getByRole("button", { name: "Send a test to Thank-you lamp" }).click()
    const rows = page.getByRole("list", { name: "Deliveries to Thank-you lamp, newest first" })
    await rows.getByRole("listitem").filter({ hasText: "webhook.test" }).getByText("Delivered").waitFor()
    await expect.poll(() => endpoint.came.map(({ type }) => type)).toEqual(["webhook.test"])
    expect(await findings(page)).toEqual([])
  })

  it("show what did not arrive, and replay it", async () => {
    const { page } = evening.studio
    endpoint.status = 500
    await page.getByRole("button", { name: "Send a test to Thank-you lamp" }).click()
    const rows = page.getByRole("list", { name: "Deliveries to Thank-you lamp, newest first" })
    await rows.getByText("answered 500").waitFor()
    await page.getByText("Not arrived", { exact: true }).first().click()
    await expect.poll(() => rows.getByRole("listitem").count()).toBe(1)
    expect(await findings(page)).toEqual([])
    await picture(page, "webhook-dead-letters")
    endpoint.status = 204
    await page.getByRole("button", { name: /^Replay webhook\.test/ }).click()
    await page.getByText("Everything that was sent has arrived.").waitFor()
    await expect.poll(() => endpoint.came.length).toBe(3)
    expect(endpoint.came[2]?.id).toBe(endpoint.came[1]?.id)
  })

  it("say so when they are switched off because they are gone", async () => {
    const { page } = evening.studio
    endpoint.status = 410
    await evening.studio.page.goto(`${evening.house.url}/studio/`)
    await evening.studio.startSession("Gone")
    await expect.poll(() => endpoint.came.map(({ type }) => type)).toContain("streaming.session.started")
    const script = await Script.signIn(evening.house)
    const active = async () =>
      (await script.ask<{ items: { active: boolean }[] }>("/api/webhooks")).items.map((one) => one.active)
    await expect.poll(active).toEqual([false])
    await page.goto(`${evening.house.url}/studio/settings/webhooks`)
    await page.getByText("It answered that it is gone (410)").waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole("button", { name: "Deliveries to Thank-you lamp" }).click()
    await page.getByText("Not arrived", { exact: true }).first().waitFor()
    await inEveryLook(page, "webhooks")
    await page.getByLabel("Deliver to Thank-you lamp").check()
    await expect.poll(active).toEqual([true])
    endpoint.status = 204
    const before = endpoint.came.length
    await page.getByText("Not arrived", { exact: true }).first().click()
    await page.getByRole("button", { name: "Replay all that did not arrive" }).click()
    await page.getByText("Everything that was sent has arrived.").waitFor()
    await expect.poll(() => endpoint.came.length).toBeGreaterThan(before)
  })

  it("are changed, given another secret and deleted", async () => {
    const { page } = evening.studio
    endpoint.status = 204
    await page.getByRole("button", { name: "New secret for Thank-you lamp" }).click()
    await page.getByText("The one before signs along for a day.").waitFor()
    await page.getByRole("button", { name: "Done" }).click()
    await page.getByRole("button", { name: "Delete Thank-you lamp" }).click()
    expect(await findings(page)).toEqual([])
    await page.getByRole("dialog").getByRole("button", { name: "Delete webhook" }).click()
    await page.getByText("No webhooks yet.").waitFor()
  })

  it("are nobody's who is neither developer nor admin", async () => {
    const script = await Script.signIn(evening.house)
    const kit = {
      username: "kit",
      password: "a-torch-in-the-wings-3",
      displayName: "Kit",
      roles: ["creator"],
    }
    expect(await script.post("/api/accounts", kit)).toBe(201)
    const studio = new Studio(await (await openContext(evening.browser)).newPage(), evening.house)
    await studio.signInAs(kit.username, kit.password)
    await studio.heading("Live")
    await studio.page.goto(`${evening.house.url}/studio/settings/webhooks`)
    await studio.page.getByText("Webhooks are for developers and admins.").waitFor()
    expect(await findings(studio.page)).toEqual([])
  })
})
