import { describe, expect, it } from "vitest"
import { WAITING_WRITES_LIMIT, WriteQueue, WriteQueueFull, WriteRefused } from "../src/index.ts"

function queue(storage = new Map<string, string>()) {
  const server = { up: true, got: [] as string[], keys: [] as string[] }
  const refusals: unknown[] = []
  let made = 0
  const writes = new WriteQueue<string>({
    send: async (body, key) => {
      server.keys.push(key)
      if (!server.up) throw new TypeError("fetch failed")
      if (body === "bad") throw new WriteRefused(new Error("Amount must be above zero."))
      server.got.push(body)
    },
    onRefused: (_write, reason) => refusals.push((reason as Error).message),
    storage: {
      getItem: (name) => storage.get(name) ?? null,
      setItem: (name, value) => void storage.set(name, value),
    },
    storageName: "waiting",
    makeKey: () => {
      made += 1
      return `key-${made}`
    },
  })
  return { writes, server, refusals, storage }
}

describe("the queue of writes", () => {
  it("sends in order under keys that stay the same over all tries", async () => {
    const { writes, server } = queue()
    server.up = false
    await writes.add("first")
    await writes.add("second")
    expect(writes.waiting.get().map((write) => write.body)).toEqual(["first", "second"])
    server.up = true
    await writes.flush()
    expect(server.got).toEqual(["first", "second"])
    expect(new Set(server.keys)).toEqual(new Set(["key-1", "key-2"]))
    expect(writes.waiting.get()).toEqual([])
  })

  it("takes out what the server refuses, says why, and goes on", async () => {
    const { writes, server, refusals } = queue()
    server.up = false
    await writes.add("bad")
    await writes.add("good")
    server.up = true
    await writes.flush()
    expect(server.got).toEqual(["good"])
    expect(refusals).toEqual(["Amount must be above zero."])
  })

  it("survives a reload", async () => {
    const first = queue()
    first.server.up = false
    await first.writes.add("kept")
    const second = queue(first.storage)
    expect(second.writes.waiting.get()).toEqual([{ key: "key-1", body: "kept" }])
  })

  it("does not trust what it finds in storage", () => {
    expect(queue(new Map([["waiting", "{oops"]])).writes.waiting.get()).toEqual([])
    expect(queue(new Map([["waiting", '{"a":1}']])).writes.waiting.get()).toEqual([])
  })

  it("says when it is full", async () => {
    const { writes, server } = queue()
    server.up = false
    for (let entry = 0; entry < WAITING_WRITES_LIMIT; entry += 1) await writes.add(`${entry}`)
    await expect(writes.add("one more")).rejects.toBeInstanceOf(WriteQueueFull)
  })
})
