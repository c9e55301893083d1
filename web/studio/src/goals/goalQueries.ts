import type { ChangeGoal, CreateGoal, Goal, Page } from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { act, actNow, actUndoably } from "../deeds/act.ts"
import { call } from "../queries.ts"
import { ordered } from "./goalWords.ts"

export const goalsKey = ["goals"] as const

/** Every goal that is not done, then those that are; with a session, hers and those that carry over. */
export const goalsQuery = (sessionId?: string) =>
  queryOptions({
    queryKey: [...goalsKey, sessionId ?? "all"],
    queryFn: ({ signal }) => call<Page<Goal>>("GET", "/api/goals", { query: { sessionId }, signal }),
    select: ({ items }) => ordered(items),
  })

type Goals = Page<Goal>
const each = (change: (goal: Goal) => Goal | undefined) => ({
  key: goalsKey,
  apply: (page: Goals): Goals => ({
    ...page,
    items: page.items.map(change).filter((goal) => goal !== undefined),
  }),
})
const on = (id: string, change: (goal: Goal) => Goal | undefined) =>
  each((goal) => (goal.id === id ? change(goal) : goal))

export const createGoal = (body: CreateGoal) =>
  act<Goal>({ method: "POST", path: "/api/goals", body, reads: [goalsKey] })

export const changeGoal = (id: string, body: ChangeGoal) =>
  act<Goal>({
    method: "PATCH",
    path: `/api/goals/${id}`,
    body,
    patches: [on(id, (goal) => ({ ...goal, ...body }))],
    reads: [goalsKey],
  })

/** A goal's progress is gone with it, so there is time to take it back. */
export const deleteGoal = ({ id, title }: Goal) =>
  actUndoably(`“${title}” was taken away.`, {
    method: "DELETE",
    path: `/api/goals/${id}`,
    patches: [on(id, () => undefined)],
    reads: [goalsKey],
  })

export const orderGoals = (ids: string[]) =>
  actNow({
    method: "POST",
    path: "/api/goals/order",
    body: { ids },
    patches: [each((goal) => (ids.includes(goal.id) ? { ...goal, position: ids.indexOf(goal.id) } : goal))],
    reads: [goalsKey],
  })
