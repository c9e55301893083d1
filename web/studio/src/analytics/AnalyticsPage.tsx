import type { Range, Summary } from "@footlights/api"
import {
  buttonLook,
  Card,
  Choice,
  count,
  EmptyState,
  formatMoney,
  Money,
  RelativeTime,
  TextField,
  words,
} from "@footlights/ui"
import { Chart } from "@footlights/ui/charts"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useMemo, useState } from "react"
import { platformName } from "../live/platforms.ts"
import { useTimeZone } from "../settings/useCurrency.ts"
import { Asked } from "../shell/Asked.tsx"
import { Page } from "../shell/Page.tsx"
import styles from "./Analytics.module.css"
import { summaryQuery, topTippersQuery } from "./analyticsQueries.ts"
import { beforeWords, comparison, inWords, overHours, overTime, smallFigures } from "./figures.ts"
import { GoalsReached } from "./GoalsReached.tsx"
import { exportPath, type Span } from "./span.ts"
import { dayAt } from "./zone.ts"

const RANGES: readonly { value: Range; label: string }[] = [
  { value: "today", label: "Today" },
  { value: "7d", label: "7 days" },
  { value: "30d", label: "30 days" },
  { value: "90d", label: "90 days" },
  { value: "365d", label: "A year" },
  { value: "all", label: "All" },
  { value: "custom", label: "From to" },
]
const DAY_MS = 86_400_000

/** What came in, when, from whom. */
export function AnalyticsPage() {
  const timeZone = useTimeZone()
  const [chosen, setSpan] = useState<Span>({ range: "30d" })
  const today = dayAt(Date.now(), timeZone)
  const span = { from: dayAt(Date.now() - 13 * DAY_MS, timeZone), to: today, ...chosen }
  const summary = useQuery(summaryQuery(span, timeZone))
  return (
    <Page
      title="Analytics"
      lead={summary.data ? `Days and hours in ${summary.data.timeZone}` : null}
      width="wide"
    >
      <div className={styles.controls}>
        <Choice
          label="Time"
          hiddenLabel
          value={span.range}
          options={RANGES}
          onChange={(range) => setSpan({ ...span, range })}
        />
        {span.range === "custom" ? (
          <>
            <TextField
              label="From"
              type="date"
              value={span.from}
              max={span.to}
              onChange={(from) => setSpan({ ...span, from })}
            />
            <TextField
              label="To"
              type="date"
              value={span.to}
              min={span.from}
              onChange={(to) => setSpan({ ...span, to })}
            />
          </>
        ) : null}
        <a className={buttonLook()} href={exportPath(span, timeZone)} download>
          Download as CSV
        </a>
      </div>
      <Asked query={summary} what="the figures">
        {(figures) =>
          figures.totals.sessions === 0 && figures.totals.tipCount === 0 ? (
            <Nothing />
          ) : (
            <Told summary={figures} span={span} />
          )
        }
      </Asked>
    </Page>
  )
}

function Nothing() {
  return (
    <Card title="Nothing in this time">
      <EmptyState
        action={
          <Link to="/" className={buttonLook("filled")}>
            Go to Live
          </Link>
        }
      >
        No session in this time. Once you have streamed, its tips and viewers are drawn here.
      </EmptyState>
    </Card>
  )
}

function Told({ summary, span }: { summary: Summary; span: Span }) {
  const time = useMemo(() => overTime(summary), [summary])
  const hours = useMemo(() => overHours(summary), [summary])
  const { totals, currency } = summary
  const compared = comparison(summary, beforeWords(span.range))
  return (
    <>
      <Card title="Came in">
        <p className={styles.total}>
          <strong>
            <Money minor={totals.netCents} currency={currency} />
          </strong>
          <span>
            {inWords(totals)}
            {compared ? (
              <>
                <br />
                {compared.lead ? <b data-up={compared.up}>{compared.lead}</b> : null} {compared.rest}
              </>
            ) : null}
          </span>
        </p>
        <dl className={styles.facts}>
          {smallFigures(totals, currency).map(([name, figure]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{figure}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card title="Over time">
        <Chart label="Tips over time" figure={time} />
      </Card>
      <div className={styles.pair}>
        <Card title="At what hour">
          <Chart label="Tips by hour of the day" figure={hours} height={190} />
        </Card>
        <TopTippers span={span} currency={currency} />
      </div>
      <GoalsReached span={span} currency={currency} />
      <Shares summary={summary} />
    </>
  )
}

function TopTippers({ span, currency }: { span: Span; currency: string }) {
  const tippers = useQuery(topTippersQuery(span, useTimeZone()))
  return (
    <Card title="Who gave most">
      <Asked query={tippers} what="the list">
        {(rows) =>
          rows.length === 0 ? (
            <p className={styles.quiet}>Nobody yet.</p>
          ) : (
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Who</th>
                  <th scope="col">Tips</th>
                  <th scope="col">Last</th>
                  <th scope="col">In all</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ rank, tipperName, tipCount, netCents, lastAt }) => (
                  <tr key={rank}>
                    <th scope="row">
                      <bdi>{words(tipperName, 60) || "Someone"}</bdi>
                    </th>
                    <td>{tipCount.toLocaleString()}</td>
                    <td>
                      <RelativeTime at={lastAt} />
                    </td>
                    <td>
                      <Money minor={netCents} currency={currency} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Asked>
    </Card>
  )
}

/** Where it came from, as lengths of light beside their numbers. */
function Shares({ summary: { byPlatform, otherCurrencies, currency, totals } }: { summary: Summary }) {
  if (byPlatform.length < 2 && otherCurrencies.length === 0) return null
  return (
    <Card title="Where it came from">
      <ul className={styles.shares}>
        {byPlatform.map(({ platform, netCents, tipCount }) => (
          <li key={platform}>
            <span>{platformName(platform)}</span>
            <i style={{ width: `${Math.max(1, (netCents / Math.max(1, totals.netCents)) * 100)}%` }} />
            <b>
              <Money minor={netCents} currency={currency} />
            </b>
            <small>{count(tipCount, "tip")}</small>
          </li>
        ))}
      </ul>
      {otherCurrencies.length > 0 ? (
        <p className={styles.quiet}>
          Beside this, in other money:{" "}
          {otherCurrencies.map((other) => formatMoney(other.netCents, other.currency)).join(", ")}.
        </p>
      ) : null}
    </Card>
  )
}
