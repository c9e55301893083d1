import type { CreateMenuItem, MenuItem, Page } from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { act, actNow, actUndoably } from "../deeds/act.ts"
import { call } from "../queries.ts"

const KEY = ["menu"] as const

export const menuQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => call<Page<MenuItem>>("GET", "/api/menu", { signal }),
  select: ({ items }) => [...items].sort((a, b) => a.position - b.position),
})

type Menu = Page<MenuItem>
const each = (change: (item: MenuItem) => MenuItem | undefined) => ({
  key: KEY,
  apply: (page: Menu): Menu => ({
    ...page,
    items: page.items.map(change).filter((item) => item !== undefined),
  }),
})
const on = (id: string, change: (item: MenuItem) => MenuItem | undefined) =>
  each((item) => (item.id === id ? change(item) : item))

export const createItem = (body: CreateMenuItem) =>
  act<MenuItem>({ method: "POST", path: "/api/menu", body, reads: [KEY] })

export const changeItem = (id: string, body: Partial<Omit<CreateMenuItem, "active">>) =>
  act<MenuItem>({
    method: "PATCH",
    path: `/api/menu/${id}`,
    body,
    patches: [on(id, (item) => ({ ...item, ...body }))],
    reads: [KEY],
  })

export const toggleItem = ({ id }: MenuItem) =>
  actNow({
    method: "POST",
    path: `/api/menu/${id}/toggle`,
    patches: [on(id, (item) => ({ ...item, active: !item.active }))],
    reads: [KEY],
  })

export const deleteItem = ({ id, name }: MenuItem) =>
  actUndoably(`“${name}” was taken off the menu.`, {
    method: "DELETE",
    path: `/api/menu/${id}`,
    patches: [on(id, () => undefined)],
    reads: [KEY],
  })

export const orderItems = (ids: string[]) =>
  actNow({
    method: "POST",
    path: "/api/menu/order",
    body: { ids },
    patches: [each((item) => ({ ...item, position: ids.indexOf(item.id) }))],
    reads: [KEY],
  })
