import type { AnimationSettings, AnimationTier, CustomAnimation } from "@footlights/api"
import { Button, Card, ErrorState, notify, SelectField, SwitchField, TextField } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { actNow } from "../deeds/act.ts"
import { useForm } from "../deeds/useForm.ts"
import { BUILT_IN, customAnimationsQuery } from "../live/animations.ts"
import { moneyText, typedMoney } from "../money.ts"
import { changeSettings, settingsChange } from "../settings/settingsQueries.ts"
import styles from "./Settings.module.css"

const TIERS_MOST = 8
interface Row {
  min: string
  /** A built-in type, or a custom animation's id. */
  plays: string
  seconds: string
}

const rowOf = (tier: AnimationTier, currency: string): Row => ({
  min: moneyText(tier.minCents, currency),
  plays: tier.customId ?? tier.type,
  seconds: String(tier.durationMs / 1_000),
})

function tierOf({ min, plays, seconds }: Row, currency: string): AnimationTier {
  const builtIn = BUILT_IN.find(({ type }) => type === plays)
  return {
    minCents: typedMoney(min, currency) ?? 0,
    type: builtIn?.type ?? "custom",
    customId: builtIn ? null : plays,
    durationMs: Math.round(Number(seconds.replace(",", ".")) * 1_000),
  }
}

const isWrong = ({ min, seconds }: Row, currency: string) =>
  !typedMoney(min, currency) || !(Number(seconds.replace(",", ".")) > 0)

/** Bigger tip, bigger show: the highest row a tip reaches plays. */
export function AnimationTiersCard({
  animations,
  currency,
}: {
  animations: AnimationSettings
  currency: string
}) {
  const custom = useQuery(customAnimationsQuery).data ?? []
  const [tried, setTried] = useState(false)
  const { form, set, pending, submit, rest } = useForm(
    { rows: animations.tiers.map((tier) => rowOf(tier, currency)) },
    ({ rows }) => changeSettings({ animations: { tiers: rows.map((row) => tierOf(row, currency)) } }),
    () => notify("Saved. The next tip plays it."),
  )
  const put = (place: number, row: Row | undefined) =>
    set("rows")(form.rows.flatMap((old, at) => (at === place ? (row ? [row] : []) : [old])))
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!form.rows.some((row) => isWrong(row, currency))) void submit(event)
  }
  const failure = rest([])
  return (
    <Card title="What plays with a tip">
      <SwitchField
        label="Play by itself"
        checked={animations.enabled}
        onChange={(enabled) => actNow(settingsChange({ animations: { enabled } }))}
      />
      <form className={styles.tiers} onSubmit={send}>
        {form.rows.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a tier is its place in the list
          <div key={place} className={styles.tier}>
            <TextField
              label={`From, in ${currency}`}
              inputMode="decimal"
              value={row.min}
              error={tried && !typedMoney(row.min, currency) ? "An amount above zero." : undefined}
              onChange={(min) => put(place, { ...row, min })}
            />
            <SelectField
              label="plays"
              options={playable(custom)}
              value={row.plays}
              onChange={(plays) => put(place, { ...row, plays })}
            />
            <TextField
              label="for seconds"
              inputMode="decimal"
              value={row.seconds}
              error={tried && !(Number(row.seconds.replace(",", ".")) > 0) ? "Above zero." : undefined}
              onChange={(seconds) => put(place, { ...row, seconds })}
            />
            <Button
              variant="subtle"
              aria-label={`Take away row ${place + 1}`}
              onClick={() => put(place, undefined)}
            >
              Take away
            </Button>
          </div>
        ))}
        {failure ? <ErrorState title="The animations were not saved." error={failure} /> : null}
        <div className={styles.acts}>
          <Button
            disabled={form.rows.length >= TIERS_MOST}
            onClick={() => set("rows")([...form.rows, { min: "", plays: "confetti", seconds: "4" }])}
          >
            Add a row
          </Button>
          <Button type="submit" loading={pending}>
            Save animations
          </Button>
        </div>
      </form>
    </Card>
  )
}

const playable = (custom: readonly CustomAnimation[]) => [
  ...BUILT_IN.map(({ type, name }) => ({ value: type as string, label: name })),
  ...custom.map(({ id, name }) => ({ value: id, label: name })),
]
