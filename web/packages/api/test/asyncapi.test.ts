import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { Ajv } from "ajv"
import { expect, it } from "vitest"

const read = async (path: string | URL) => JSON.parse(await readFile(path, "utf8"))
const document = await read(new URL("../../../../schema/asyncapi.json", import.meta.url))

it("is a document of AsyncAPI 3.0", async () => {
  const path = createRequire(import.meta.url).resolve("@asyncapi/specs/schemas/3.0.0-without-$id.json")
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const valid = ajv.validate(await read(path), document)
  expect(valid, ajv.errorsText(ajv.errors)).toBe(true)
})

it("has a shape for every message, and all of its references lead somewhere", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: "asyncapi", ...document })
  const channels: [string, { messages: object }][] = Object.entries(document.channels)
  for (const [channel, { messages }] of channels) {
    for (const message of Object.keys(messages)) {
      ajv.compile({ $ref: `asyncapi#/channels/${channel}/messages/${message}/payload` })
    }
  }
})
