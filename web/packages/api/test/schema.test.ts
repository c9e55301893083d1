import { readFile } from "node:fs/promises"
import { expect, it } from "vitest"
import { schemaText, target } from "../generate.mjs"

it("is generated from the server's document as it is now (npm run generate)", async () => {
  expect(await readFile(target, "utf8")).toBe(await schemaText())
})
