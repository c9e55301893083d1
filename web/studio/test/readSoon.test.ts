import { QueryObserver } from "@tanstack/react-query"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { queryClient } from "../src/queries.ts"
import { readFromNow, readSoon } from "../src/readSoon.ts"

// The client of the API asks where it is.
vi.hoisted(() => Object.assign(globalThis, { location: { origin: "http://test.localhost" } }))

const KEY = ["asked in a test"]

/** A question that is being asked for the first time; its answers are given by hand. */
function asked() {
  const answers: ((answer: number) => void)[] = []
  const queryFn = vi.fn(() => new Promise<number>((answer) => answers.push(answer)))
  const observer = new QueryObserver(queryClient, { queryKey: KEY, queryFn, retry: false })
  const leave = observer.subscribe(() => undefined)
  return { answers, queryFn, observer, leave }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  queryClient.clear()
  vi.useRealTimers()
})

it.each([
  ["from now", readFromNow],
  ["soon", readSoon],
])("asks again %s also where the first answer is still on its way", async (_, read) => {
  const { answers, queryFn, observer, leave } = asked()
  read(KEY)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(queryFn).toHaveBeenCalledTimes(1)
  answers[0]?.(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(queryFn).toHaveBeenCalledTimes(2)
  answers[1]?.(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(observer.getCurrentResult().data).toBe(2)
  leave()
})

it("asks at once where nothing is on its way, and once however often it is asked to", async () => {
  const { answers, queryFn, leave } = asked()
  answers[0]?.(1)
  await vi.advanceTimersByTimeAsync(1)
  readFromNow(KEY)
  expect(queryFn).toHaveBeenCalledTimes(2)
  answers[1]?.(2)
  await vi.advanceTimersByTimeAsync(1)
  for (let n = 0; n < 9; n += 1) readSoon(KEY)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(queryFn).toHaveBeenCalledTimes(3)
  leave()
})
