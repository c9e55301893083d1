import { isPassing, type Method, ProblemError } from "@footlights/api"
import { newKey, WriteQueue, WriteRefused } from "@footlights/live"
import { notifyFailure } from "@footlights/ui"
import { useSyncExternalStore } from "react"
import { whose } from "../acting.ts"
import { call } from "../queries.ts"

/** Something a person did that the server is to hear, now or when it is there again. */
export interface Deed {
  method: Exclude<Method, "GET">
  path: string
  body?: unknown
  /** Whose studio it was done in. */
  creatorId?: string
  /** How the bar counts it while it waits. */
  what: "tip" | "change"
}

export type Outcome<T> = { sent: true; answer: T } | { sent: false }

const answers = new Map<string, Outcome<unknown>>()
const refusals = new Map<string, unknown>()
const mine = new Set<string>()
let nextKey = ""

export const outbox = new WriteQueue<Deed>({
  storage: sessionStorage,
  storageName: "footlights.deeds",
  makeKey: () => nextKey,
  send: async ({ method, path, body, creatorId }, key) => {
    try {
      answers.set(key, { sent: true, answer: await call(method, path, { body, key, query: { creatorId } }) })
    } catch (failure) {
      // Taken away already: by the try whose answer was lost, or by somebody else.
      if (method === "DELETE" && failure instanceof ProblemError && failure.status === 404)
        answers.set(key, { sent: true, answer: undefined })
      else throw waits(failure) ? failure : new WriteRefused(failure)
    }
  },
  onRefused: ({ key }, reason) => {
    if (mine.has(key)) refusals.set(key, reason)
    else notifyFailure(reason)
  },
})

/** Signed out in between is no refusal: the same person may come back and it is sent then. */
const waits = (failure: unknown) =>
  isPassing(failure) || (failure instanceof ProblemError && failure.status === 401)

/** Sends it, or keeps it until it can be sent. Throws the server's refusal. */
export async function send<T>(deed: Deed): Promise<Outcome<T>> {
  const key = newKey()
  nextKey = key
  mine.add(key)
  const kept = outbox.add({ ...deed, ...whose(deed.path) })
  try {
    await kept
    const refusal = refusals.get(key)
    if (refusal !== undefined) throw refusal
    return (answers.get(key) as Outcome<T> | undefined) ?? { sent: false }
  } finally {
    mine.delete(key)
    refusals.delete(key)
    answers.delete(key)
  }
}

const OWNER = "footlights.deeds.of"

/** What waits is sent only for the one who did it. */
export function outboxOf(accountId: string): void {
  try {
    const owner = sessionStorage.getItem(OWNER)
    if (owner !== null && owner !== accountId) outbox.clear()
    sessionStorage.setItem(OWNER, accountId)
  } catch {
    // Without storage nothing survives the page, so nothing of others can be left.
  }
}

export function useWaiting(): readonly Deed[] {
  const waiting = useSyncExternalStore(outbox.waiting.subscribe, outbox.waiting.get)
  return waiting.map(({ body }) => body)
}
