import { describe, expect, it } from "vitest"
import { CSRF_HEADER, createApi, isPassing, ProblemError, take, UnreachableError } from "../src/index.ts"

function api(answer: () => Response | Promise<Response>) {
  const asked: Request[] = []
  const client = createApi({
    baseUrl: "http://studio.test",
    fetch: async (request) => {
      asked.push(request)
      return answer()
    },
  })
  return { client, asked }
}

const problem = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/problem+json" } })

describe("the client", () => {
  it("marks what changes something, and only that", async () => {
    const { client, asked } = api(() => new Response(null, { status: 204 }))
    await take(client.POST("/api/auth/logout"))
    await take(client.GET("/api/auth/methods"))
    expect(asked.map((request) => request.headers.get(CSRF_HEADER))).toEqual(["1", null])
  })

  it("throws the server's own sentence, and the one about a field", async () => {
    const { client } = api(() =>
      problem(400, {
        type: "about:blank",
        title: "Bad request",
        status: 400,
        code: "invalid",
        detail: "One field is wrong.",
        errors: [{ field: "/amountCents", code: "out_of_range", detail: "Must be above zero." }],
      }),
    )
    const failure = await take(client.POST("/api/tips", { body: { amountCents: 0 } })).catch(
      (thrown) => thrown,
    )
    expect(failure).toBeInstanceOf(ProblemError)
    expect(failure).toMatchObject({ status: 400, code: "invalid", message: "One field is wrong." })
    expect(failure.field("amountCents")).toBe("Must be above zero.")
    expect(failure.field("message")).toBeUndefined()
    expect([failure.saysMoreThan(["amountCents"]), failure.saysMoreThan(["message"])]).toEqual([false, true])
    expect(isPassing(failure)).toBe(false)
  })

  it("tells a server that is away from one that refuses", async () => {
    const { client } = api(() => Promise.reject(new TypeError("fetch failed")))
    const failure = await take(client.GET("/api/overlay")).catch((thrown) => thrown)
    expect(failure).toBeInstanceOf(UnreachableError)
    expect(isPassing(failure)).toBe(true)
    const { client: broken } = api(() => new Response("<html>", { status: 502 }))
    const gateway = await take(broken.GET("/api/overlay")).catch((thrown) => thrown)
    expect(gateway).toMatchObject({ status: 502, code: "http_502" })
    expect(isPassing(gateway)).toBe(true)
    const { client: busy } = api(
      () =>
        new Response("{}", {
          status: 409,
          headers: { "retry-after": "1", "content-type": "application/problem+json" },
        }),
    )
    expect(isPassing(await take(busy.GET("/api/overlay")).catch((thrown) => thrown))).toBe(true)
  })
})
