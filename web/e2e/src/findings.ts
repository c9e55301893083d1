import AxeBuilder from "@axe-core/playwright"
import type { Page } from "playwright-core"

/** What axe finds wrong with a page, each with the element and the reason. */
export async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  )
}
