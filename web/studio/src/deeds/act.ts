import { notify, notifyFailure, UNDO_MS } from "@footlights/ui"
import type { QueryKey } from "@tanstack/react-query"
import { call, queryClient } from "../queries.ts"
import { type Deed, type Outcome, send } from "./outbox.ts"
import { lay, type Patch } from "./patches.ts"

export interface Act extends Omit<Deed, "what"> {
  what?: Deed["what"]
  /** What the page shows before the server has answered. */
  patches?: readonly Patch[]
  /** What is read again afterwards. */
  reads?: readonly QueryKey[]
}

const readAgain = (keys: readonly QueryKey[]) => {
  for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey })
}

const deedOf = ({ method, path, body, what = "change" }: Act): Deed => ({
  method,
  path,
  what,
  ...(body === undefined ? {} : { body }),
})

/** Does it: shown at once, sent now or when the server is there again, taken back if it is refused. */
export async function act<T = undefined>(what: Act): Promise<Outcome<T>> {
  const laid = lay(what.patches ?? [])
  try {
    const outcome = await send<T>(deedOf(what))
    laid.lift()
    if (outcome.sent) readAgain(what.reads ?? [])
    return outcome
  } catch (failure) {
    laid.undo()
    readAgain(what.reads ?? [])
    throw failure
  }
}

/** The same for a press of a button, where the refusal's own sentence is all there is to show. */
export function actNow(what: Act): void {
  act(what).catch(notifyFailure)
}

const held = new Set<Act>()

/**
 * What could not be taken back once the server has done it: shown at once, sent when the time to undo is over. Leaving the
 * page does not lose it.
 */
export function actUndoably(text: string, what: Act): void {
  const laid = lay(what.patches ?? [])
  held.add(what)
  const timer = setTimeout(() => {
    if (!held.delete(what)) return
    send(deedOf(what))
      .then(({ sent }) => {
        laid.lift()
        if (sent) readAgain(what.reads ?? [])
      })
      .catch((failure: unknown) => {
        laid.undo()
        readAgain(what.reads ?? [])
        notifyFailure(failure)
      })
  }, UNDO_MS)
  notify(text, {
    undo: () => {
      clearTimeout(timer)
      held.delete(what)
      laid.undo()
      readAgain(what.reads ?? [])
    },
  })
}

addEventListener("pagehide", () => {
  for (const { method, path, body } of held)
    void call(method, path, { body, keepalive: true }).catch(() => undefined)
  held.clear()
})
