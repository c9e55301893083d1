import type { ChangePersona, Page, Persona, Tried, TryPersonas, Voices } from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { act, actNow, actUndoably } from "../deeds/act.ts"
import { call } from "../queries.ts"

const KEY = ["personas"] as const
type Personas = Page<Persona>

export const personasQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => call<Personas>("GET", "/api/personas", { signal }),
  select: ({ items }) => [...items].sort((a, b) => a.position - b.position),
})

/** What can speak on this machine; nothing where no voice is installed. */
export const voicesQuery = queryOptions({
  queryKey: ["tts", "voices"],
  staleTime: 5 * 60_000,
  queryFn: ({ signal }) => call<Voices>("GET", "/api/tts/voices", { signal }),
  select: ({ items, endpointVoice }) => [...new Set([...items, ...(endpointVoice ? [endpointVoice] : [])])],
})

const on = (id: string, change: (persona: Persona) => Persona | undefined) => ({
  key: KEY,
  apply: (page: Personas): Personas => ({
    ...page,
    items: page.items.map((one) => (one.id === id ? change(one) : one)).filter((one) => one !== undefined),
  }),
})

export const createPersona = (body: ChangePersona & { name: string }) =>
  act<Persona>({ method: "POST", path: "/api/personas", body, reads: [KEY] })

export const changePersona = (id: string, body: ChangePersona) =>
  act<Persona>({
    method: "PATCH",
    path: `/api/personas/${id}`,
    body,
    patches: [on(id, (persona) => ({ ...persona, ...body }))],
    reads: [KEY],
  })

export const deletePersona = ({ id, name }: Persona) =>
  actUndoably(`${name} was let go.`, {
    method: "DELETE",
    path: `/api/personas/${id}`,
    patches: [on(id, () => undefined)],
    reads: [KEY],
  })

/** Asks who would answer, and why the others keep silent. Changes nothing. */
export const tryPersonas = (body: TryPersonas) => call<Tried>("POST", "/api/personas/try", { body })

export const orderPersonas = (ids: string[]) =>
  actNow({
    method: "POST",
    path: "/api/personas/order",
    body: { ids },
    patches: [
      {
        key: KEY,
        apply: (page: Personas): Personas => ({
          ...page,
          items: page.items.map((persona) => ({ ...persona, position: ids.indexOf(persona.id) })),
        }),
      },
    ],
    reads: [KEY],
  })
