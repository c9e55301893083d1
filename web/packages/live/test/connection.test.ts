import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Connection, type Frame, OfflineError, RefusedError, SignedOutError } from "../src/index.ts"
import { fake } from "./fake.ts"

const TOPIC = "session:s1"

function start(options: Partial<ConstructorParameters<typeof Connection>[0]> = {}) {
  const wire = fake()
  const connection = new Connection({
    namespace: "/streaming",
    makeSocket: wire.makeSocket,
    chance: () => 0.5,
    ...options,
  })
  const seen: string[] = []
  const states: Record<string, unknown>[] = []
  const refused: string[] = []
  connection.follow({
    join: "join_session",
    leave: "leave_session",
    body: () => ({ sessionId: "s1" }),
    onFrame: (event, frame: Frame) => seen.push(`${event}#${frame.sequence ?? "-"}`),
    onSnapshot: (state) => states.push(state),
    onRefused: (refusal) => refused.push(refusal.code),
  })
  return { ...wire, connection, seen, states, refused }
}

const joined = (sequence: number, more: object = {}) =>
  ({ ok: true, topic: TOPIC, epoch: "e1", sequence, recovered: false, ...more }) as const
const tip = (sequence: number) => ({ topic: TOPIC, epoch: "e1", sequence })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe("a connection", () => {
  it("is live when its topics are joined, not before", async () => {
    const { socket, connection } = start()
    expect(connection.state.get().phase).toBe("connecting")
    socket.opens()
    expect(socket.last("join_session")).toEqual({ sessionId: "s1" })
    expect(connection.state.get().phase).toBe("connecting")
    await socket.answers("join_session", joined(4))
    expect(connection.state.get()).toEqual({ phase: "live", attempt: 0 })
  })

  it("comes back by itself after a loss and asks for what is missing", async () => {
    const { socket, connection, seen } = start()
    socket.opens()
    await socket.answers("join_session", joined(4))
    socket.tells("tip_received", tip(5))
    socket.loses("transport close")
    expect(connection.state.get()).toEqual({ phase: "offline", attempt: 1 })
    expect(socket.tries).toBe(1)
    vi.advanceTimersByTime(250)
    expect(socket.tries).toBe(2)
    socket.opens()
    expect(socket.last("join_session")).toEqual({ sessionId: "s1", lastSequence: 5, epoch: "e1" })
    await socket.answers("join_session", joined(7, { recovered: true }))
    for (const sequence of [5, 6, 7, 7, 6]) socket.tells("tip_received", tip(sequence))
    expect(seen).toEqual(["tip_received#5", "tip_received#6", "tip_received#7"])
    expect(connection.state.get().phase).toBe("live")
  })

  it("waits longer each time, up to twenty seconds", () => {
    const { socket } = start()
    const waits: number[] = []
    for (let attempt = 0; attempt < 9; attempt += 1) {
      socket.refuses()
      const tries = socket.tries
      let waited = 0
      while (socket.tries === tries) {
        vi.advanceTimersByTime(10)
        waited += 10
      }
      waits.push(waited)
    }
    // Half of 500 × 1.8^n, since chance is 0.5; rounded up to the 10 ms of this test.
    expect(waits).toEqual([250, 450, 810, 1460, 2630, 4730, 8510, 10_000, 10_000])
  })

  it("stays away when the server ended it for good", async () => {
    const { socket, connection } = start()
    socket.opens()
    await socket.answers("join_session", joined(1))
    socket.loses("io server disconnect")
    expect(connection.state.get().phase).toBe("revoked")
    vi.advanceTimersByTime(120_000)
    expect(socket.tries).toBe(1)
  })

  it("asks for credentials at each connect and is revoked when nobody is signed in", async () => {
    let signedIn = true
    const wire = start({
      auth: async () => {
        if (signedIn) return { token: "short-lived" }
        throw new SignedOutError()
      },
    })
    expect(await wire.auth()).toEqual({ token: "short-lived" })
    signedIn = false
    void wire.auth()
    await vi.advanceTimersByTimeAsync(1)
    expect(wire.connection.state.get().phase).toBe("revoked")
  })

  it("takes a snapshot where the gap was too long, and goes on from it", async () => {
    const { socket, seen, states } = start()
    socket.opens()
    await socket.answers("join_session", joined(4))
    socket.loses("ping timeout")
    vi.advanceTimersByTime(250)
    socket.opens()
    await socket.answers("join_session", joined(900))
    socket.tells("snapshot", { topic: TOPIC, epoch: "e1", sequence: 900, state: { tipCount: 12 } })
    socket.tells("tip_received", tip(900))
    socket.tells("tip_received", tip(901))
    expect(states).toEqual([{ tipCount: 12 }])
    expect(seen).toEqual(["tip_received#901"])
  })

  it("starts over in a new epoch, whose numbers may be lower", async () => {
    const { socket, seen } = start()
    socket.opens()
    await socket.answers("join_session", joined(50))
    socket.loses("transport close")
    vi.advanceTimersByTime(250)
    socket.opens()
    await socket.answers("join_session", joined(3, { epoch: "e2" }))
    socket.tells("snapshot", { topic: TOPIC, epoch: "e2", sequence: 3, state: {} })
    socket.tells("tip_received", { topic: TOPIC, epoch: "e2", sequence: 4 })
    expect(seen).toEqual(["tip_received#4"])
  })

  it("joins again when told to resynchronise", async () => {
    const { socket } = start()
    socket.opens()
    await socket.answers("join_session", joined(4))
    socket.tells("tip_received", tip(5))
    socket.tells("resync", { topic: TOPIC })
    expect(socket.sent.filter((sent) => sent.event === "join_session")).toHaveLength(2)
    expect(socket.last("join_session")).toEqual({ sessionId: "s1", lastSequence: 5, epoch: "e1" })
  })

  it("tells one event that comes as two frames, each once", async () => {
    const { socket, seen } = start()
    socket.opens()
    await socket.answers("join_session", joined(0))
    for (const event of ["tip_received", "session_updated", "tip_received"]) socket.tells(event, tip(1))
    socket.tells("session_updated", { topic: TOPIC })
    expect(seen).toEqual(["tip_received#1", "session_updated#1", "session_updated#-"])
  })

  it("keeps frames that overtake the answer to the first join", async () => {
    const { socket, seen } = start()
    socket.opens()
    socket.tells("tip_received", tip(5))
    socket.tells("tip_received", { topic: "session:other", sequence: 5 })
    await socket.answers("join_session", joined(4))
    expect(seen).toEqual(["tip_received#5"])
  })

  it("reports a refused join and is live without it", async () => {
    const { socket, connection, refused } = start()
    socket.opens()
    await socket.answers("join_session", {
      ok: false,
      error: { code: "not_found", message: "No such session." },
    })
    expect(refused).toEqual(["not_found"])
    expect(connection.state.get().phase).toBe("live")
  })

  it("tries again when a join got a not-now or no answer", async () => {
    const { socket, connection } = start()
    socket.opens()
    await socket.answers("join_session", { ok: false, error: { code: "unavailable", message: "Draining." } })
    expect(connection.state.get().attempt).toBe(1)
    vi.advanceTimersByTime(250)
    socket.opens()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(connection.state.get().attempt).toBe(2)
    expect(socket.connected).toBe(false)
  })

  it("hands the server's reason to who asked", async () => {
    const { socket, connection } = start()
    await expect(connection.request("add_tip", {})).rejects.toBeInstanceOf(OfflineError)
    socket.opens()
    const answer = connection.request("add_tip", {})
    const outcome = expect(answer).rejects.toMatchObject({
      code: "session_ended",
      message: "The session has ended.",
    })
    await socket.answers("add_tip", {
      ok: false,
      error: { code: "session_ended", message: "The session has ended." },
    })
    await outcome
    expect(new RefusedError({ code: "a", message: "b" })).toBeInstanceOf(Error)
  })

  it("leaves what is no longer followed and stops when closed", async () => {
    const { socket, connection } = start()
    socket.opens()
    await socket.answers("join_session", joined(1))
    const stop = connection.follow({
      join: "join_session",
      leave: "leave_session",
      body: () => ({ sessionId: "s2" }),
      onFrame: () => undefined,
    })
    stop()
    expect(socket.last("leave_session")).toEqual({ sessionId: "s2" })
    connection.close()
    vi.advanceTimersByTime(60_000)
    expect(socket.tries).toBe(1)
  })
})
