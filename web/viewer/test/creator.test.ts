import { describe, expect, it } from "vitest"
import { type Creator, readCreator, TIPS_MOST } from "../src/creator.ts"
import { agoText, moneyText, tokensText } from "../src/figures.ts"
import { after } from "../src/news.ts"

const ANSWER = {
  creatorId: "c",
  displayName: "Demo",
  live: true,
  sessionTitle: "Friday",
  currency: "EUR",
  goals: [
    { id: "h", title: "Second", unit: "money", currentCents: 0, targetCents: 10, percentage: 0, position: 2 },
    { id: "g", title: "First", unit: "money", currentCents: 5, targetCents: 10, percentage: 50, position: 1 },
  ],
  menu: [{ id: "m", name: "Wave", priceCents: 200, position: 0, available: true }],
  latestTips: [{ tipperName: null, amountCents: 500, message: "hi", createdAt: "2026-11-21T19:00:00.000Z" }],
}
const creator = () => readCreator(ANSWER) as Creator

describe("what a creator shows", () => {
  it("is read in order", () => {
    const { name, live, title, goals, menu, tips } = creator()
    expect([name, live, title]).toEqual(["Demo", true, "Friday"])
    expect(goals.map(({ title }) => title)).toEqual(["First", "Second"])
    expect(menu).toMatchObject([{ name: "Wave", cents: 200, tokens: undefined, available: true }])
    expect(tips).toMatchObject([{ name: "", cents: 500, message: "hi" }])
  })

  it("may have its menu inside, as the public menu has it", () => {
    const { menu } = readCreator({ ...ANSWER, menu: { items: ANSWER.menu, currency: "EUR" } }) as Creator
    expect(menu).toHaveLength(1)
  })

  it("is nothing when the answer is none", () => {
    for (const bad of [undefined, null, 7, {}, { creatorId: 1 }]) expect(readCreator(bad)).toBeUndefined()
    expect(readCreator({ creatorId: "c" })).toMatchObject({ goals: [], menu: [], tips: [], live: false })
  })
})

describe("what comes after", () => {
  it("puts the newest tip first, keeps the last few and shows no name that is not wanted", () => {
    let now = creator()
    for (let cents = 1; cents <= 30; cents += 1)
      now = after(now, "tip_received", {
        tip: { tipperName: "Ana", amountCents: cents, anonymous: cents === 30 },
      })
    expect(now.tips).toHaveLength(TIPS_MOST)
    expect(now.tips.slice(0, 2)).toMatchObject([
      { name: "", cents: 30 },
      { name: "Ana", cents: 29 },
    ])
    expect(after(now, "tip_received", { tip: { amountCents: 5, held: true } })).toBe(now)
  })

  it("may be told twice and late", () => {
    const tip = { tip: { id: "t", tipperName: "Ana", amountCents: 700 } }
    const once = after(creator(), "tip_received", tip)
    expect(after(once, "tip_received", tip)).toBe(once)
    const progress = (currentCents: number, revision: number) => ({
      goalId: "g",
      currentCents,
      targetCents: 10,
      revision,
    })
    const newer = after(creator(), "goal_progress", progress(9, 3))
    expect(after(newer, "goal_progress", progress(7, 2))).toBe(newer)
    expect(after(newer, "goal_progress", progress(10, 4)).goals[0]).toMatchObject({ percentage: 100 })
  })

  it("puts a tip that is told late where it belongs, and one that is too old nowhere", () => {
    const at = (minute: number) => `2026-11-21T20:${String(minute).padStart(2, "0")}:00.000Z`
    const tip = (minute: number) => ({
      tip: { id: `t${minute}`, amountCents: minute, createdAt: at(minute) },
    })
    let now = creator()
    for (let minute = 10; minute < 10 + TIPS_MOST; minute += 1)
      if (minute !== 15) now = after(now, "tip_received", tip(minute))
    expect(after(now, "tip_received", tip(15)).tips.map(({ cents }) => cents)).toEqual(
      Array.from({ length: TIPS_MOST }, (_, n) => 29 - n),
    )
    const full = after(now, "tip_received", tip(15))
    expect(after(full, "tip_received", tip(5)).tips).toEqual(full.tips)
  })

  it("moves a goal where it stands, and adds a new one at the end", () => {
    const moved = after(creator(), "goal_progress", {
      goalId: "g",
      title: "First",
      currentCents: 9,
      targetCents: 10,
    })
    expect(moved.goals.map(({ id, percentage }) => [id, percentage])).toEqual([
      ["g", 90],
      ["h", 0],
    ])
    const more = after(moved, "goal_progress", { goalId: "n", title: "New" })
    expect(more.goals.map(({ id }) => id)).toEqual(["g", "h", "n"])
  })

  it("follows the session's end and a new menu, and nothing it does not know", () => {
    const over = after(creator(), "session_updated", { status: "ended" })
    expect([over.live, over.title]).toEqual([false, ""])
    expect(after(creator(), "menu_updated", { items: [] }).menu).toEqual([])
    const before = creator()
    expect(after(before, "session_updated", { status: "active" })).toBe(before)
    expect(after(before, "something_new", {})).toBe(before)
  })
})

describe("figures", () => {
  it("say no more than they must", () => {
    expect([
      moneyText(500, "USD", "en-US"),
      moneyText(1_250, "EUR", "en-US"),
      moneyText(300, "JPY", "en-US"),
    ]).toEqual(["$5", "€12.50", "¥300"])
    expect([tokensText(1, "en-US"), tokensText(2_000, "en-US")]).toEqual(["1 token", "2,000 tokens"])
  })

  it("tell time as people do", () => {
    const at = "2026-11-21T19:00:00.000Z"
    const then = Date.parse(at)
    expect(agoText(at, then + 30_000)).toBe("just now")
    expect(agoText(at, then + 59 * 60_000)).toBe("59 min ago")
    expect(agoText(at, then + 61 * 60_000, "en-US")).toMatch(/2026/)
    expect(agoText("never", then)).toBe("")
  })
})
