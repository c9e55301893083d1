import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { Ajv } from "ajv"
import { expect, it } from "vitest"

const require = createRequire(import.meta.url)
const read = async (path: string | URL) => JSON.parse(await readFile(path, "utf8"))
const document = await read(new URL("../../../../schema/asyncapi.json", import.meta.url))

it("is a document of AsyncAPI 3.0", async () => {
  const schema = await read(require.resolve("@asyncapi/specs/schemas/3.0.0.json"))
  const ajv = new Ajv({ strict: false, validateFormats: false })
  ajv.addMetaSchema(await read(require.resolve("ajv/dist/refs/json-schema-draft-07.json")), undefined, false)
  const valid = ajv.validate(schema, document)
  expect(valid, ajv.errorsText(ajv.errors)).toBe(true)
})
