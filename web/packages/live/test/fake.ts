import type { Ack, MakeSocket, WireSocket } from "../src/index.ts"

type Sent = { event: string; body: Record<string, unknown>; ack?: (answer: Ack) => void }

/** A Socket.IO socket whose server is the test: nothing happens but what the test says. */
export class FakeSocket implements WireSocket {
  connected = false
  tries = 0
  sent: Sent[] = []
  #handlers = new Map<string, ((...args: never[]) => void)[]>()
  #any: ((event: string, ...args: unknown[]) => void)[] = []

  connect(): void {
    this.tries += 1
  }
  disconnect(): void {
    const was = this.connected
    this.connected = false
    if (was) this.#tell("disconnect", "io client disconnect")
  }
  emit(event: string, body: unknown, ack?: unknown): void {
    this.sent.push({ event, body: body as Record<string, unknown>, ack: ack as (answer: Ack) => void })
  }
  on(event: string, handler: (...args: never[]) => void): void {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler])
  }
  onAny(handler: (event: string, ...args: unknown[]) => void): void {
    this.#any.push(handler)
  }

  // What the server or the network does:
  opens(): void {
    this.connected = true
    this.#tell("connect")
  }
  refuses(): void {
    this.#tell("connect_error", new Error("xhr poll error"))
  }
  loses(reason: "transport close" | "io server disconnect" | "ping timeout"): void {
    this.connected = false
    this.#tell("disconnect", reason)
  }
  tells(event: string, frame: object): void {
    for (const handler of this.#any) handler(event, frame)
  }
  /** Answers the newest unanswered request of this name, and lets promises settle. */
  async answers(event: string, answer: Ack<Record<string, unknown>>): Promise<void> {
    const request = this.sent.findLast((sent) => sent.event === event && sent.ack)
    if (!request?.ack) throw new Error(`nobody asked ${event}`)
    const { ack } = request
    delete request.ack
    ack(answer as Ack)
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve()
  }
  last(event: string): Record<string, unknown> | undefined {
    return this.sent.findLast((sent) => sent.event === event)?.body
  }

  #tell(event: string, ...args: unknown[]): void {
    for (const handler of this.#handlers.get(event) ?? []) (handler as (...args: unknown[]) => void)(...args)
  }
}

export function fake(): { socket: FakeSocket; makeSocket: MakeSocket; auth: () => Promise<unknown> } {
  const socket = new FakeSocket()
  let ask: ((give: (auth: Record<string, unknown>) => void) => void) | undefined
  return {
    socket,
    makeSocket: (_namespace, auth) => {
      ask = auth
      return socket
    },
    auth: () => new Promise((give) => ask?.(give)),
  }
}
