import { ErrorState, Loading, RowsShape } from "@footlights/ui"
import type { UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"

interface AskedProps<T> {
  query: UseQueryResult<T>
  /** What is asked for, as it stands in a sentence: "the goals". */
  what: string
  shape?: ReactNode
  children: (answer: T) => ReactNode
}

/** What was asked for; until it is here its shape, and what went wrong where it does not come. */
export function Asked<T>({ query, what, shape = <RowsShape />, children }: AskedProps<T>) {
  // What is known stays in sight while a later question fails: the bar above says that we are offline.
  if (query.data !== undefined) return children(query.data)
  if (query.isError)
    return (
      <ErrorState
        title={`${what[0]?.toUpperCase()}${what.slice(1)} could not be loaded.`}
        error={query.error}
        retry={() => void query.refetch()}
      />
    )
  return <Loading label={`Loading ${what}`}>{shape}</Loading>
}
