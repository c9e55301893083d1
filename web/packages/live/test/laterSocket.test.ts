import { describe, expect, it } from "vitest"
import { laterSocket } from "../src/laterSocket.ts"
import type { WireSocket } from "../src/socket.ts"

function wire() {
  const said: string[] = []
  const handlers = new Map<string, () => void>()
  const socket: WireSocket = {
    connected: true,
    connect: () => said.push("connect"),
    disconnect: () => said.push("disconnect"),
    emit: (event) => said.push(`emit ${event}`),
    on: (event, handler) => handlers.set(event, handler as () => void),
    onAny: () => said.push("onAny"),
  }
  return { socket, said, handlers }
}

describe("a socket whose code comes later", () => {
  it("gets the handlers given before, then connects", async () => {
    const { socket, said, handlers } = wire()
    const later = laterSocket(async () => socket)
    const heard: string[] = []
    later.on("connect", () => heard.push("connect"))
    later.onAny(() => undefined)
    expect(later.connected).toBe(false)
    later.connect()
    await Promise.resolve()
    await Promise.resolve()
    expect(said).toEqual(["onAny", "connect"])
    handlers.get("connect")?.()
    expect(heard).toEqual(["connect"])
    later.emit("hello")
    expect(said).toContain("emit hello")
    expect(later.connected).toBe(true)
  })

  it("does not connect what was hung up while it was fetched", async () => {
    const { socket, said } = wire()
    const later = laterSocket(async () => socket)
    later.connect()
    later.disconnect()
    await Promise.resolve()
    await Promise.resolve()
    expect(said).toEqual([])
  })

  it("tells of code that did not come, and asks for it again", async () => {
    const { socket, said } = wire()
    let tries = 0
    const later = laterSocket(async () => {
      tries += 1
      if (tries === 1) throw new Error("away")
      return socket
    })
    let failures = 0
    later.on("connect_error", () => {
      failures += 1
    })
    later.connect()
    await Promise.resolve()
    await Promise.resolve()
    expect(failures).toBe(1)
    later.connect()
    await Promise.resolve()
    await Promise.resolve()
    expect(said).toEqual(["connect"])
  })
})
