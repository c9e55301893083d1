import { CSRF_HEADER } from "./client.ts"
import { ProblemError, UnreachableError } from "./problem.ts"

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE"

export interface CallOptions {
  query?: Record<string, string | number | boolean | undefined>
  /** JSON, or a form with files. */
  body?: unknown
  /** Goes as `Idempotency-Key`. */
  key?: string | undefined
  signal?: AbortSignal | undefined
  /** Goes on when the page is left. */
  keepalive?: boolean
}

export type Call = <T = undefined>(method: Method, path: string, options?: CallOptions) => Promise<T>

/** One request whose path is only known when it runs (a waiting write), or whose body is a form. */
export function createCall(send: (request: Request) => Promise<Response>, baseUrl?: string): Call {
  return async <T>(method: Method, path: string, options: CallOptions = {}) => {
    const request = requestOf(baseUrl ?? location.origin, method, path, options)
    const response = await send(request).catch((cause: unknown) => {
      if (cause instanceof DOMException && cause.name === "AbortError") throw cause
      throw new UnreachableError(cause)
    })
    if (!response.ok)
      throw new ProblemError(response.status, await json(response), response.headers.has("retry-after"))
    return (response.status === 204 ? undefined : await json(response)) as T
  }
}

function requestOf(
  base: string,
  method: Method,
  path: string,
  { query, body, key, signal, keepalive }: CallOptions,
) {
  const url = new URL(path, base)
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== "") url.searchParams.set(name, String(value))
  const headers = new Headers()
  if (method !== "GET") headers.set(CSRF_HEADER, "1")
  if (key) headers.set("Idempotency-Key", key)
  const form = body instanceof FormData
  if (body !== undefined && !form) headers.set("Content-Type", "application/json")
  return new Request(url, {
    method,
    headers,
    credentials: "same-origin",
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
    ...(keepalive ? { keepalive } : {}),
  })
}

/** The body as JSON; a proxy's page of HTML is no reason we could show. */
async function json(response: Response): Promise<object | undefined> {
  const text = await response.text()
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
