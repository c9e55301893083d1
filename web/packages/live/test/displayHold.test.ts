import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { DisplayHold, type Frame, HELD_LIMIT, HOLD_MS_MAX, ServerClock } from "../src/index.ts"

const at = (ms: number) => new Date(1_795_000_000_000 + ms).toISOString()
const START = Date.parse(at(0))

beforeEach(() => {
  vi.useFakeTimers({ now: START })
})
afterEach(() => {
  vi.useRealTimers()
})

describe("frames that are held until they are to be seen", () => {
  function hold(serverNow: () => number | undefined = () => Date.now()) {
    const told: string[] = []
    const held = new DisplayHold((event) => told.push(event), serverNow)
    const take = (event: string, happened: number, delay: number) =>
      held.take(event, { occurredAt: at(happened), displayAt: at(happened + delay) } as Frame)
    return { held, told, take }
  }

  it("are told at their time, in the order they came", () => {
    const { told, take } = hold()
    take("a", 0, 5_000)
    take("b", 0, 1_000)
    expect(told).toEqual([])
    vi.advanceTimersByTime(4_999)
    expect(told).toEqual([])
    vi.advanceTimersByTime(1)
    expect(told).toEqual(["a", "b"])
  })

  it("are told at once where there is no delay, whatever this clock shows", () => {
    const { told, take } = hold(() => START - 3_600_000)
    take("a", 0, 0)
    expect(told).toEqual(["a"])
  })

  it("go by the server's clock, and without one by the delay itself", () => {
    const behind = hold(() => Date.now() + 4_000)
    behind.take("a", 0, 5_000)
    vi.advanceTimersByTime(999)
    expect(behind.told).toEqual([])
    vi.advanceTimersByTime(1)
    expect(behind.told).toEqual(["a"])
    const unknown = hold(() => undefined)
    unknown.take("b", -60_000, 2_000)
    vi.advanceTimersByTime(1_999)
    expect(unknown.told).toEqual([])
    vi.advanceTimersByTime(1)
    expect(unknown.told).toEqual(["b"])
  })

  it("that were missed and are due are told at once", () => {
    const { told, take } = hold()
    take("old", -60_000, 5_000)
    expect(told).toEqual(["old"])
  })

  it("are limited in number and in time", () => {
    const { told, take } = hold()
    for (let n = 0; n <= HELD_LIMIT; n += 1) take(`${n}`, 0, 10_000)
    expect(told).toEqual(["0"])
    const far = hold()
    far.take("far", 0, HOLD_MS_MAX * 1_000)
    vi.advanceTimersByTime(HOLD_MS_MAX)
    expect(far.told).toEqual(["far"])
  })

  it("can be told now, or not at all", () => {
    const { held, told, take } = hold()
    take("a", 0, 5_000)
    take("b", 0, 5_000)
    held.flush()
    expect(told).toEqual(["a", "b"])
    take("c", 0, 5_000)
    held.drop()
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual(["a", "b"])
  })
})

describe("the server's clock", () => {
  it("is known by the quickest answer", async () => {
    const delays = [
      [300, 100],
      [10, 20],
      [200, 0],
      [50, 50],
    ]
    let ask = 0
    const clock = new ServerClock(async () => {
      const [there = 0, back = 0] = delays[ask % delays.length] ?? []
      ask += 1
      vi.setSystemTime(Date.now() + there)
      const now = new Date(Date.now() + 30_000).toISOString()
      vi.setSystemTime(Date.now() + back)
      return { now }
    })
    expect(clock.now()).toBeUndefined()
    await clock.measure()
    expect([clock.offsetMs, clock.errorMs]).toEqual([29_995, 15])
    expect(clock.now()).toBe(Date.now() + 29_995)
  })

  it("stays as it was known when nobody answers", async () => {
    let fails = false
    const clock = new ServerClock(async () => {
      if (fails) throw new Error("offline")
      return { now: new Date(Date.now() - 1_000).toISOString() }
    })
    await clock.measure()
    fails = true
    await clock.measure()
    expect(clock.offsetMs).toBe(-1_000)
  })
})
