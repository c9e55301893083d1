import { expect, it } from "vitest"
import { KeyReader } from "../src/shell/keys.ts"

it("reads single keys and g with a letter, in time", () => {
  const reader = new KeyReader()
  expect(reader.read("t", 0)).toEqual({ act: "test-tip" })
  expect(reader.read("/", 1)).toEqual({ act: "search" })
  expect(reader.read("?", 2)).toEqual({ act: "keys" })
  expect(reader.read("g", 100)).toBeUndefined()
  expect(reader.read("t", 200)).toEqual({ act: "go", letter: "t" })
  expect(reader.read("g", 300)).toBeUndefined()
  expect(reader.read("t", 9_000)).toEqual({ act: "test-tip" })
  expect(reader.read("x", 9_001)).toBeUndefined()
})
