import { afterEach, expect, it } from "vitest"
import { actFor, asActing, whose } from "../src/acting.ts"

const ANA = { creatorId: "ana", displayName: "Ana", rights: ["alerts" as const] }
const sent = (path: string) => {
  const url = new URL(asActing(new Request(`http://house${path}`)).url)
  return url.pathname + url.search
}

afterEach(() => actFor(null))

it("asks for another's where the route takes it, and only there", () => {
  expect(sent("/api/tips?limit=5")).toBe("/api/tips?limit=5")
  actFor(ANA)
  expect(sent("/api/tips?limit=5")).toBe("/api/tips?limit=5&creatorId=ana")
  expect(sent("/api/alerts/pause")).toBe("/api/alerts/pause?creatorId=ana")
  expect(sent("/api/alerts/1234/skip")).toBe("/api/alerts/1234/skip")
  expect(sent("/api/auth/me")).toBe("/api/auth/me")
})

it("sends what was done in one studio to that one, whichever is open then", () => {
  const own = new URLSearchParams(whose("/api/tips"))
  actFor(ANA)
  const hers = new URLSearchParams(whose("/api/tips"))
  expect(sent(`/api/tips?${own}`)).toBe("/api/tips")
  actFor(null)
  expect(sent(`/api/tips?${hers}`)).toBe("/api/tips?creatorId=ana")
  expect(whose("/api/tips/1234/refund")).toEqual({})
})
