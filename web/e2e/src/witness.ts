import { io, type Socket } from "socket.io-client"
import type { House } from "./house.ts"
import { Shapes } from "./shapes.ts"

/** A frame as it came over the wire. */
export interface Seen {
  event: string
  fields: Record<string, unknown>
}

/** How long an acknowledgement may take. */
const ANSWER_MS = 20_000

/** The unmodified client library on a namespace: it tips, writes down all that it is told, and holds it to the document. */
export class Witness {
  /** Numbered frames in the order they came. */
  readonly numbered: Seen[] = []
  /** What is wrong with the numbers. */
  readonly disorder: string[] = []
  /** What is not as the AsyncAPI document says. */
  readonly misshapen: string[] = []
  /** The names of all it was told. */
  readonly told = new Set<string>()
  readonly #shapes = new Shapes()
  readonly #channel: string
  readonly #socket: Socket
  readonly #last = new Map<string, number>()
  readonly #ids = new Set<unknown>()

  private constructor(house: House, token: string, path: string) {
    this.#channel = path.slice(1).replace("/", "_")
    this.#socket = io(house.url + path, { auth: { token }, forceNew: true })
    this.#socket.onAny((event: string, fields: Record<string, unknown>) => this.#write(event, fields))
  }

  static async open(house: House, token: string, path = "/streaming"): Promise<Witness> {
    const witness = new Witness(house, token, path)
    await new Promise<void>((give, fail) => {
      witness.#socket.once("connect", give)
      witness.#socket.once("connect_error", fail)
    })
    return witness
  }

  /** Sends and gives the acknowledgement, whatever it says. */
  async ask<T = Record<string, unknown>>(event: string, body: object): Promise<T> {
    this.#look(event, body)
    const answer = await this.#socket.timeout(ANSWER_MS).emitWithAck(event, body)
    this.#look(`${event}.answer`, answer)
    return answer as T
  }

  count(event: string): number {
    return this.numbered.filter((seen) => seen.event === event).length
  }

  close(): void {
    this.#socket.disconnect()
  }

  #look(message: string, payload: unknown): void {
    const wrong = this.#shapes.wrong(this.#channel, message, payload)
    if (wrong) this.misshapen.push(wrong)
  }

  #write(event: string, fields: Record<string, unknown>): void {
    this.told.add(event)
    this.#look(event, fields)
    const { topic, sequence, eventId } = fields ?? {}
    if (typeof topic !== "string" || typeof sequence !== "number" || event === "snapshot") return
    const last = this.#last.get(topic) ?? 0
    if (sequence <= last) this.disorder.push(`${topic} ${sequence} (${event}) after ${last}`)
    if (this.#ids.has(eventId)) this.disorder.push(`${event} ${eventId} came twice`)
    this.#last.set(topic, sequence)
    this.#ids.add(eventId)
    this.numbered.push({ event, fields })
  }
}
