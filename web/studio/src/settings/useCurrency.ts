import { useQuery } from "@tanstack/react-query"
import { settingsQuery } from "./settingsQueries.ts"

/** The creator's currency; until it is known, dollars. */
export const useCurrency = (): string => useQuery(settingsQuery).data?.general?.currency ?? "USD"

/** Where the creator's days begin; until it is known, Greenwich. */
export const useTimeZone = (): string => useQuery(settingsQuery).data?.general?.timeZone ?? "UTC"
