export { Chart } from "./Chart.tsx"
export type { Figure, Series } from "./options.ts"
