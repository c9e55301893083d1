import createClient, { type Client, type Middleware } from "openapi-fetch"
import { ProblemError, UnreachableError } from "./problem.ts"
import type { paths } from "./schema.ts"

export type Api = Client<paths>

/** Requests that change something carry this, which no foreign page can add: with the Origin check, the CSRF defence. */
export const CSRF_HEADER = "X-Footlights-CSRF"
const READS = new Set(["GET", "HEAD", "OPTIONS"])

const csrf: Middleware = {
  onRequest({ request }) {
    if (!READS.has(request.method)) request.headers.set(CSRF_HEADER, "1")
    return request
  },
}

export interface ApiOptions {
  baseUrl?: string
  fetch?: (request: Request) => Promise<Response>
}

/** A client that signs in by the browser's cookie. */
export function createApi({ baseUrl, fetch: send = (request) => fetch(request) }: ApiOptions = {}): Api {
  const client = createClient<paths>({
    baseUrl: baseUrl ?? location.origin,
    credentials: "same-origin",
    fetch: (request) =>
      send(request).catch((cause: unknown) => {
        if (cause instanceof DOMException && cause.name === "AbortError") throw cause
        throw new UnreachableError(cause)
      }),
  })
  client.use(csrf)
  return client
}

/** The answer's body, or the server's refusal thrown as `ProblemError`. */
export async function take<T>(
  answer: Promise<{ data?: T | undefined; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await answer
  if (response.ok) return data as T
  const problem = typeof error === "object" && error !== null ? error : undefined
  throw new ProblemError(response.status, problem, response.headers.has("retry-after"))
}
