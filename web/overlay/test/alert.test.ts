import { describe, expect, it } from "vitest"
import { readAlert } from "../src/alert.ts"

const frame = (payload: object, more: object = {}) => ({
  alertId: "a",
  attempt: 1,
  lane: "tips",
  kind: "tip",
  durationMs: 6_000,
  sound: true,
  payload,
  ...more,
})

describe("reading an alert", () => {
  it("says who tipped what", () => {
    const alert = readAlert(
      frame({ tipperName: "Ana", amountCents: 2_500, currency: "USD", message: "for the chorus" }),
      "en-US",
    )
    expect(alert).toMatchObject({
      name: "Ana",
      verb: "tipped",
      amount: "$25",
      message: "for the chorus",
      tier: 2,
    })
  })

  it("understands a tip inside the payload, tokens, and merged ones", () => {
    const nested = readAlert(
      frame({ tip: { tipperName: "J", amountCents: 1_250, currency: "EUR" }, more: 12 }),
      "en-US",
    )
    expect(nested).toMatchObject({ amount: "€12.50", message: "and 12 more" })
    expect(readAlert(frame({ amountTokens: 200 }), "en-US")).toMatchObject({
      name: "Someone",
      amount: "200 tokens",
    })
  })

  it("gives bigger tips more light, within three tiers", () => {
    const tiers = [999, 1_000, 4_999, 5_000].map(
      (amountCents) => readAlert(frame({ amountCents, currency: "USD" }))?.tier,
    )
    expect(tiers).toEqual([1, 2, 2, 3])
  })

  it("survives whatever a frame holds", () => {
    for (const bad of [undefined, null, 7, "x", [], {}, { alertId: 1 }, { alertId: "a" }])
      expect(readAlert(bad)).toBeUndefined()
    const odd = readAlert({
      alertId: "a",
      attempt: 1,
      durationMs: Number.POSITIVE_INFINITY,
      payload: { tipperName: {}, amountCents: "9" },
    })
    expect(odd).toMatchObject({ name: "Someone", amount: "", durationMs: 6_000, sound: false })
    expect(readAlert(frame({ amountCents: 100, currency: "not money" }))?.amount).toBe("1 not")
    expect(readAlert(frame({}, { durationMs: -5 }))?.durationMs).toBe(2_000)
  })
})
