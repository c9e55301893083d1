import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Evening, openEvening } from "../src/evening.ts"
import { inEveryLook } from "../src/looks.ts"
import { Script } from "../src/script.ts"

const MENU = [
  {
    name: "Song request",
    description: "Anything I know by heart, and some that I do not.",
    category: "request",
    priceCents: 2_500,
    cooldownSeconds: 300,
  },
  { name: "Wave to you", category: "interaction", priceCents: 200, priceTokens: 40 },
  {
    name: "The hat stays on for the whole night, whatever anybody says",
    category: "performance",
    priceCents: 100_000,
    stock: 1,
  },
  { name: "A word of your choice", category: "custom", priceTokens: 120, active: false },
]
const ROBIN = {
  name: "Robin",
  description: "The dry one who knows every song",
  triggers: [
    { type: "keyword", value: "hello" },
    { type: "command", value: "!song" },
    { type: "tip", value: "1250-100000000" },
    { type: "timer", value: "15" },
    { type: "first_message", value: "" },
  ],
  templates: [
    { text: "Welcome in, {sender}.", weight: 3 },
    { text: "{sender} again, of all people.", weight: 1 },
  ],
}
const MONA = {
  name: "Mona",
  triggers: [{ type: "regex", value: "(song|track)\\?" }],
  templates: [{ text: "It is called {title}.", weight: 1 }],
}
const KIT = { username: "kit", password: "a-torch-in-the-wings-3", displayName: "Kit", roles: ["viewer"] }

/** The pages that a performer fills by and by, with something on them. */
describe("a page with something on it", () => {
  let evening: Evening
  let script: Script

  beforeAll(async () => {
    evening = await openEvening({ FOOTLIGHTS_WRITES_PER_SECOND: "0" })
    script = await Script.signIn(evening.house)
  })
  afterAll(() => evening?.close())

  const made = async (path: string, body: object) => expect(await script.post(path, body)).toBe(201)
  const open = async (path: string) => {
    await evening.studio.page.goto(`${evening.house.url}/studio${path}`)
    await evening.studio.settled()
    return evening.studio.page
  }

  it("is the menu: made in the form, hidden, changed, ordered, taken off and had back", async () => {
    const page = await open("/menu")
    await page.getByText("Nothing on the menu.").waitFor()
    await inEveryLook(page, "menu-empty")
    await page.getByLabel("Name").fill("Song request")
    await page.getByLabel("Price in USD").fill("much")
    await page.getByRole("button", { name: "Add to the menu" }).click()
    await page.getByLabel("Price in USD").and(page.locator("[aria-invalid=true]")).waitFor()
    await inEveryLook(page, "menu-wrong")
    await page.getByLabel("Price in USD").fill("25")
    await page.getByRole("button", { name: "Add to the menu" }).click()
    const list = page.getByRole("list", { name: "Menu" })
    await list.getByText("Song request").waitFor()
    for (const item of MENU.slice(1)) await made("/api/menu", item)
    await open("/menu")
    await list.getByText("A word of your choice").waitFor()
    await inEveryLook(page, "menu")
    await page.getByRole("button", { name: "Edit Song request" }).click()
    const dialog = page.getByRole("dialog", { name: "Change the item" })
    await dialog.getByLabel("Description").fill(MENU[0]?.description ?? "")
    await dialog.getByLabel("Rests after each, in seconds").fill("300")
    await inEveryLook(page, "menu-edit")
    await dialog.getByRole("button", { name: "Save" }).click()
    await dialog.waitFor({ state: "hidden" })
    await list.getByRole("paragraph").filter({ hasText: "Anything I know by heart" }).waitFor()
    const items = async () =>
      (await script.ask<{ items: { name: string; active: boolean; cooldownSeconds: number }[] }>("/api/menu"))
        .items
    await expect.poll(async () => (await items())[0]?.cooldownSeconds).toBe(300)
    await page.getByRole("button", { name: /^Shown: Wave to you/ }).click()
    await page.getByRole("button", { name: /^Hidden: Wave to you/ }).waitFor()
    await page.getByText("2 of 4 shown").waitFor()
    await page.getByRole("button", { name: "Move Wave to you" }).focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Space")
    await expect.poll(async () => (await items())[0]).toMatchObject({ name: "Wave to you", active: false })
    await page.getByRole("button", { name: "Delete Wave to you" }).click()
    await list.getByText("Wave to you").waitFor({ state: "detached" })
    await inEveryLook(page, "menu-undo")
    await page.getByRole("button", { name: "Undo" }).click()
    await page.getByRole("button", { name: /^Hidden: Wave to you/ }).click()
    await expect.poll(async () => (await items()).filter(({ active }) => active)).toHaveLength(3)
    expect(await items()).toHaveLength(4)
  })

  it("is one of animations of her own: taken in, refused for what is in it, and played", async () => {
    const page = await open("/alerts")
    await page.getByText("Nothing of your own yet.").waitFor()
    const card = page.getByRole("region", { name: "Your own animations" })
    await card.getByLabel("Name").fill("Not a picture")
    const script = { name: "x.png", mimeType: "image/png", buffer: Buffer.from("<script>alert(1)</script>") }
    await card.getByLabel("Picture").setInputFiles(script)
    await card.getByRole("button", { name: "Add animation" }).click()
    await card.locator("[aria-invalid=true], [role=alert]").first().waitFor()
    await inEveryLook(page, "animations-refused")
    const buffer = await page.getByRole("navigation", { name: "Studio" }).screenshot()
    await card.getByLabel("Name").fill("Curtain")
    await card.getByLabel("Picture").setInputFiles({ name: "curtain.png", mimeType: "image/png", buffer })
    await card.getByRole("button", { name: "Add animation" }).click()
    await card.getByRole("button", { name: "Play Curtain" }).waitFor()
    await expect
      .poll(() => card.locator("img").evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0)
    await inEveryLook(page, "animations")
  })

  it("is the one of personas, who say why they answer or keep silent", async () => {
    await made("/api/personas", ROBIN)
    await made("/api/personas", MONA)
    const page = await open("/personas")
    await page.getByRole("list", { name: "Personas" }).getByText("Robin").waitFor()
    await page.getByLabel("and writes").fill("hello, what song? was that")
    await page.getByRole("button", { name: "Say it" }).click()
    await page.getByRole("list", { name: "Why" }).getByText("Robin").waitFor()
    await inEveryLook(page, "personas-tried")
    await page.getByRole("button", { name: "Edit Robin" }).click()
    await page.getByRole("dialog", { name: "Change Robin" }).waitFor()
    await inEveryLook(page, "personas-edit")
    await page.keyboard.press("Escape")
    await page.getByLabel("and writes").fill("")
    await page.getByLabel("tips, in USD").fill("12.50")
    await page.getByRole("button", { name: "Say it" }).click()
    await page.getByRole("list", { name: "Why" }).getByText("on tips of $12.50 and more").waitFor()
  })

  it("is the voice's and the chatbot's settings, saved and refused", async () => {
    let page = await open("/settings/voice")
    await page.getByLabel("At most so many characters").fill("9999")
    await page.getByRole("button", { name: "Save" }).click()
    await page.locator("[aria-invalid=true]").waitFor()
    await inEveryLook(page, "voice-refused")
    await page.getByLabel("At most so many characters").fill("120")
    await page.getByLabel("A voice of their own").fill("robin = en-gb")
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByText("Saved. The next message follows it.").waitFor()
    await page.getByRole("switch", { name: "Speak tip messages" }).check()
    const tts = async () => (await script.ask<{ tts: Record<string, unknown> }>("/api/settings")).tts
    await expect.poll(tts).toMatchObject({ enabled: true, maxChars: 120, voicesByTipper: { robin: "en-gb" } })
    page = await open("/settings/chatbot")
    await page.getByText("The language model, if one is set up").click()
    await page.getByLabel("What the model should know").fill("A quiet night with a piano.")
    await inEveryLook(page, "chatbot-model")
    await page.getByLabel("At most a minute").fill("0")
    await page.getByRole("button", { name: "Save" }).click()
    await page.locator("[aria-invalid=true]").waitFor()
    await inEveryLook(page, "chatbot-refused")
    await page.getByLabel("At most a minute").fill("12")
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByText("Saved. The next answer follows it.").waitFor()
  })

  it("is the list of moderators", async () => {
    await made("/api/accounts", KIT)
    const page = await open("/settings/moderators")
    await page.getByLabel("Sign-in name of the one who helps").fill("nobody")
    await page.getByRole("button", { name: "Let in" }).click()
    await page.getByText("Nobody was let in.").waitFor()
    await inEveryLook(page, "moderators-refused")
    await page.getByLabel("Sign-in name of the one who helps").fill(KIT.username)
    await page.getByRole("button", { name: "Let in" }).click()
    await page.getByRole("group", { name: "Kit may" }).waitFor()
    await inEveryLook(page, "moderators")
  })

  it("is the overlay's, with a look that is not saved and one that is refused", async () => {
    const page = await open("/overlay")
    await page.getByLabel("Lamps").fill("#00ff80")
    await page.getByText("Style sheet of your own").click()
    await page.getByLabel("CSS").fill('@import "https://elsewhere.example/x.css";')
    await page.getByRole("button", { name: "Save the look" }).click()
    await page.getByLabel("CSS").and(page.locator("[aria-invalid]")).waitFor()
    await inEveryLook(page, "overlay-refused")
  })

  it("is the record of what happened, in words", async () => {
    await evening.studio.page.goto(`${evening.house.url}/studio/`)
    await evening.studio.startSession("Written down")
    await script.call("POST", "/api/goals", { title: "The hat", unit: "money", targetCents: 2_000 })
    const tips = [
      { amountCents: 2_500, tipperName: "Ana" },
      { amountTokens: 40, tipperName: "مريم" },
      { amountCents: 900 },
    ]
    for (const tip of tips) expect((await script.tip(tip)).status).toBe(201)
    const { id } = await script.tip({ amountCents: 1_000, tipperName: "Jude" })
    expect(await script.post(`/api/tips/${id}/refund`, {})).toBe(200)
    expect(await script.post("/api/animations/trigger", { type: "confetti" })).toBe(200)
    const page = await open("/activity")
    const list = page.getByRole("list", { name: "What happened" })
    for (const words of [
      "Ana gave $25.00 for “Song request”.",
      "مريم gave $2.00, 40 tokens, for “Wave to you”.",
      "Somebody gave $9.00.",
      "$10.00 of a tip by Jude was given back.",
      "The goal “The hat” was reached.",
      "Confetti came down.",
      "A session began on Chaturbate.",
    ])
      await list.getByText(words).waitFor()
    await list.getByText("The goal “The hat” was reached.").click()
    await inEveryLook(page, "activity")
    await page.getByLabel("Show").selectOption({ label: "Moderators" })
    await list.getByText("A moderator’s rights were changed.").waitFor()
    expect(await list.getByText("gave").count()).toBe(0)
  })
})
