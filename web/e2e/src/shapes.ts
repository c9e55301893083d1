import { readFileSync } from "node:fs"
import { Ajv2019, type ValidateFunction } from "ajv/dist/2019.js"

const DOCUMENT = new URL("../../../schema/asyncapi.json", import.meta.url)

/** Holds what came over the wire to the AsyncAPI document: a field too few, a field too many, another type. */
export class Shapes {
  readonly #ajv = new Ajv2019({ strict: false, validateFormats: false })
  readonly #known = new Set<string>()
  readonly #compiled = new Map<string, ValidateFunction>()

  constructor() {
    const document = JSON.parse(readFileSync(DOCUMENT, "utf8"))
    this.#ajv.addSchema({ $id: "asyncapi", ...document })
    for (const [channel, { messages }] of Object.entries<{ messages: object }>(document.channels))
      for (const name of Object.keys(messages)) this.#known.add(`${channel}/messages/${name}`)
  }

  /** What is wrong with a frame, if anything. `channel` as the document calls it. */
  wrong(channel: string, message: string, payload: unknown): string | undefined {
    return this.#compare(`${channel}/messages/${message}`, "", payload)
  }

  /** What is wrong with a domain event's own fields, if anything; they stand beside the envelope's. */
  wrongEvent(kind: string, fields: unknown): string | undefined {
    return this.#compare(`events/messages/${kind}`, "/allOf/1/properties/data", fields)
  }

  #compare(message: string, inside: string, fields: unknown): string | undefined {
    if (!this.#known.has(message)) return `${message} is not in the document`
    const whole = this.#compiled.get(message) ?? this.#compile(message, inside)
    if (whole(fields)) return undefined
    return `${message}: ${this.#ajv.errorsText(whole.errors)} in ${JSON.stringify(fields)}`
  }

  #compile(message: string, inside: string): ValidateFunction {
    const part = { $ref: `asyncapi#/channels/${message}/payload${inside}` }
    const whole = this.#ajv.compile({ allOf: [part], unevaluatedProperties: false })
    this.#compiled.set(message, whole)
    return whole
  }
}
