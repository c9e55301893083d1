// Writes src/schema.ts from the server's OpenAPI document. A test compares, so that the two cannot drift apart.
import { readFile, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import openapiTS, { astToString } from "openapi-typescript"

const here = (path) => new URL(path, import.meta.url)
const document = here("../../../schema/openapi.json")
export const target = here("./src/schema.ts")

/** The text that src/schema.ts must have. */
export async function schemaText() {
  const ast = await openapiTS(JSON.parse(await readFile(document, "utf8")))
  return `// @generated from the server's OpenAPI document by \`npm run generate\`. Do not edit.\n\n${astToString(ast)}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await schemaText())
