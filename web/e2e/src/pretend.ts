import { readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { gunzipSync } from "node:zlib"
import type { BrowserContext, Page, Route, WebSocketRoute } from "playwright-core"

const ORIGIN = "http://pretend.localhost"
const WEB = resolve(import.meta.dirname, "../..")
const TYPES: Record<string, string> = {
  css: "text/css",
  html: "text/html",
  js: "text/javascript",
  woff2: "font/woff2",
}
/** A file of the build: texts are there in gzip form alone. */
const built = async (path: string): Promise<Buffer> =>
  /\.(js|css|svg)$/.test(path) ? gunzipSync(await readFile(`${path}.gz`)) : await readFile(path)

/** As the real server sends it with every page. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

export interface PretendOptions {
  /** Which page: its folder in `web/`. */
  app: "overlay" | "viewer"
  path: string
  /** What the answer to the join says, besides `ok` and where the topic stands. */
  joined?: object
  /** Answers of the REST API by path; what is not there is 404. */
  api?: Record<string, { status: number; body: object }>
}

/**
 * A page of ours in a server's hands that are the test's: it speaks just enough Socket.IO to join and to be told things.
 * For states that a real evening reaches only after a while, and for events of other versions.
 */
export class Pretend {
  readonly page: Page
  /** What the page said, as [event, payload]. */
  readonly said: [string, unknown][] = []
  readonly #options: PretendOptions
  #socket: WebSocketRoute | undefined

  private constructor(page: Page, options: PretendOptions) {
    this.page = page
    this.#options = options
  }

  static async open(context: BrowserContext, options: PretendOptions): Promise<Pretend> {
    const page = await context.newPage()
    const pretend = new Pretend(page, options)
    await page.route(`${ORIGIN}/**`, (route) => pretend.#serve(route))
    await page.routeWebSocket(/\/socket\.io\//, (socket) => pretend.#connect(socket))
    await page.goto(`${ORIGIN}${options.path}`)
    return pretend
  }

  /** Tells the page something. */
  tell(event: string, payload: object): void {
    this.#socket?.send(`42/streaming/overlay,${JSON.stringify([event, payload])}`)
  }

  /** Cuts the line; the page tries again by itself. */
  async cut(): Promise<void> {
    await this.#socket?.close({ code: 1001 })
  }

  async #serve(route: Route): Promise<void> {
    const { pathname } = new URL(route.request().url())
    const { app, path, api } = this.#options
    if (pathname.startsWith("/api/")) {
      const answer = api?.[pathname] ?? { status: 404, body: { code: "not_found" } }
      await route.fulfill({ status: answer.status, json: answer.body })
      return
    }
    const isPage = pathname === new URL(path, ORIGIN).pathname
    const file = isPage ? "index.html" : pathname.replace(`/${app}-assets/`, "")
    const type = TYPES[file.split(".").at(-1) ?? ""]
    try {
      const body = await built(join(WEB, app, "dist", file))
      const headers = {
        "content-type": type ?? "application/octet-stream",
        "content-security-policy": POLICY,
      }
      await route.fulfill({ body, headers })
    } catch {
      await route.fulfill({ status: 404 })
    }
  }

  #connect(socket: WebSocketRoute): void {
    this.#socket = socket
    socket.onMessage((message) => this.#hear(String(message)))
    socket.send(
      `0${JSON.stringify({ sid: "s", upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 })}`,
    )
  }

  #hear(message: string): void {
    if (message.startsWith("40/streaming/overlay")) this.#socket?.send('40/streaming/overlay,{"sid":"n"}')
    const event = /^42\/streaming\/overlay,(\d*)(\[.*)$/.exec(message)
    if (!event) return
    const [name, payload] = JSON.parse(event[2] ?? "[]") as [string, unknown]
    this.said.push([name, payload])
    if (!event[1]) return
    const answer = {
      ok: true,
      topic: "creator:c",
      epoch: "e",
      sequence: 1,
      recovered: false,
      ...this.#options.joined,
    }
    this.#socket?.send(`43/streaming/overlay,${event[1]}${JSON.stringify([answer])}`)
  }
}
