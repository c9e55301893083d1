export { type Api, type ApiOptions, CSRF_HEADER, createApi, take } from "./client.ts"
export type * from "./nouns.ts"
export { isPassing, type Problem, ProblemError, UnreachableError } from "./problem.ts"
export type { paths } from "./schema.ts"
