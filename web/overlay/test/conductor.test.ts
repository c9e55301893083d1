import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { type Alert, readAlert } from "../src/alert.ts"
import { Conductor } from "../src/conductor.ts"
import { type Attempt, Memory } from "../src/memory.ts"

class FakeStorage implements Storage {
  [name: string]: unknown
  readonly #kept = new Map<string, string>()
  get length() {
    return this.#kept.size
  }
  clear = () => this.#kept.clear()
  getItem = (name: string) => this.#kept.get(name) ?? null
  key = () => null
  removeItem = (name: string) => void this.#kept.delete(name)
  setItem = (name: string, value: string) => void this.#kept.set(name, value)
}

const alert = (alertId: string, attempt = 1, lane = "tips", sound = false): Alert =>
  readAlert({ alertId, attempt, lane, sound, durationMs: 5_000, payload: {} }) as Alert

/** An overlay page; the same storages make it the same page after a reload. */
function page(session = new FakeStorage(), local = new FakeStorage()) {
  const stage: string[] = []
  const acknowledged: Attempt[] = []
  let chimes = 0
  const memory = new Memory(session, local)
  const conductor = new Conductor({
    memory,
    painter: {
      show: ({ alertId, attempt }) => {
        stage.push(`${alertId}.${attempt}`)
        return {
          leave: (exitMs) => {
            if (exitMs === 0) stage.push(`-${alertId}.${attempt}`)
          },
        }
      },
    },
    chime: () => {
      chimes += 1
    },
    finished: (attempt) => acknowledged.push(attempt),
  })
  return { conductor, stage, acknowledged, memory, session, local, chimes: () => chimes }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe("the conductor", () => {
  it("shows an alert for its time and acknowledges it once", () => {
    const { conductor, stage, acknowledged, memory } = page()
    conductor.play(alert("a"))
    vi.advanceTimersByTime(4_999)
    expect([stage, acknowledged]).toEqual([["a.1"], []])
    vi.advanceTimersByTime(1)
    expect([stage, acknowledged]).toEqual([["a.1", "-a.1"], [["a", 1]]])
    expect(memory.finished()).toEqual([["a", 1]])
  })

  it("never starts the same attempt twice, and says again that it is finished", () => {
    const { conductor, stage, acknowledged } = page()
    conductor.play(alert("a"))
    conductor.play(alert("a"))
    vi.advanceTimersByTime(5_000)
    conductor.play(alert("a"))
    expect(stage).toEqual(["a.1", "-a.1"])
    expect(acknowledged).toEqual([
      ["a", 1],
      ["a", 1],
    ])
  })

  it("after a reload shows the second attempt of what was cut off, not the first again", () => {
    const first = page()
    first.conductor.play(alert("a"))
    const second = page(first.session, first.local)
    expect(second.memory.finished()).toEqual([])
    second.conductor.play(alert("a", 1))
    expect(second.stage).toEqual([])
    second.conductor.play(alert("a", 2))
    expect(second.stage).toEqual(["a.2"])
  })

  it("shares what is finished with the other sources of the same OBS, not what is started", () => {
    const local = new FakeStorage()
    const one = page(new FakeStorage(), local)
    const two = page(new FakeStorage(), local)
    one.conductor.play(alert("a"))
    two.conductor.play(alert("a"))
    expect(two.stage).toEqual(["a.1"])
    vi.advanceTimersByTime(5_000)
    expect(page(new FakeStorage(), local).memory.finished()).toEqual([["a", 1]])
  })

  it("plays lanes side by side, one at a time in each", () => {
    const { conductor, stage } = page()
    conductor.play(alert("a"))
    conductor.play(alert("f", 1, "follows"))
    conductor.play(alert("b"))
    expect(stage).toEqual(["a.1", "f.1", "-a.1", "b.1"])
  })

  it("rings only where it was asked to", () => {
    const { conductor, chimes } = page()
    conductor.play(alert("a", 1, "tips", true))
    conductor.play(alert("b", 1, "tips", false))
    expect(chimes()).toBe(1)
  })

  it("cuts what was skipped, with its exit, and never starts it again", () => {
    const { conductor, stage, acknowledged } = page()
    conductor.play(alert("a"))
    conductor.skip("b")
    expect(stage).toEqual(["a.1"])
    conductor.skip("a")
    expect(acknowledged).toEqual([["a", 1]])
    vi.advanceTimersByTime(300)
    expect(stage).toEqual(["a.1", "-a.1"])
    conductor.play(alert("a"))
    vi.advanceTimersByTime(10_000)
    expect(stage).toEqual(["a.1", "-a.1"])
  })

  it("clears the stage at once", () => {
    const { conductor, stage } = page()
    conductor.play(alert("a"))
    conductor.clear()
    expect(stage).toEqual(["a.1", "-a.1"])
  })

  it("works without any storage, and does not trust what it finds there", () => {
    const bare = new Memory(undefined, undefined)
    expect([bare.start(["a", 1]), bare.start(["a", 1])]).toEqual([true, false])
    const local = new FakeStorage()
    local.setItem("footlights.finished", '[["a",1],7,["b"],[3,4]]')
    expect(new Memory(undefined, local).finished()).toEqual([["a", 1]])
    for (let alertNumber = 0; alertNumber < 200; alertNumber += 1) bare.finish([`${alertNumber}`, 1])
    expect(bare.finished()).toHaveLength(64)
  })
})
