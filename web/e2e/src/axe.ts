import AxeBuilder from "@axe-core/playwright"
import type { Page } from "playwright-core"

/** Every broken rule, with where and what to do. */
export async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  )
}
