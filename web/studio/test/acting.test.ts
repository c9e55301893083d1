import { afterEach, expect, it } from "vitest"
import { actFor, asActing, whose } from "../src/acting.ts"

const ANA = { creatorId: "ana", displayName: "Ana", rights: ["alerts" as const] }
const sent = async (path: string) => {
  const url = new URL((await asActing(new Request(`http://house${path}`))).url)
  return url.pathname + url.search
}

afterEach(() => actFor(null))

it("asks for another's where the route takes it, and only there", async () => {
  expect(await sent("/api/tips?limit=5")).toBe("/api/tips?limit=5")
  actFor(ANA)
  expect(await sent("/api/tips?limit=5")).toBe("/api/tips?limit=5&creatorId=ana")
  expect(await sent("/api/alerts/pause")).toBe("/api/alerts/pause?creatorId=ana")
  expect(await sent("/api/alerts/1234/skip")).toBe("/api/alerts/1234/skip")
  expect(await sent("/api/auth/me")).toBe("/api/auth/me")
})

it("sends what was done in one studio to that one, whichever is open then", async () => {
  const own = new URLSearchParams(whose("/api/tips"))
  actFor(ANA)
  const hers = new URLSearchParams(whose("/api/tips"))
  expect(await sent(`/api/tips?${own}`)).toBe("/api/tips")
  actFor(null)
  expect(await sent(`/api/tips?${hers}`)).toBe("/api/tips?creatorId=ana")
  expect(whose("/api/tips/1234/refund")).toEqual({})
})

it("moves the body along", async () => {
  actFor(ANA)
  const request = new Request("http://house/api/tips", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ amountCents: 5 }),
  })
  const moved = await asActing(request)
  expect(moved.url).toBe("http://house/api/tips?creatorId=ana")
  expect(moved.headers.get("content-type")).toBe("application/json")
  expect(await moved.json()).toEqual({ amountCents: 5 })
})
