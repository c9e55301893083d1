import type { GeneralSettings } from "@footlights/api"
import {
  Button,
  Card,
  copyText,
  ErrorState,
  Field,
  notify,
  notifyFailure,
  SelectField,
  SwitchField,
  TextField,
} from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { actNow } from "../deeds/act.ts"
import { useForm } from "../deeds/useForm.ts"
import { CURRENCIES } from "../live/platforms.ts"
import { moneyText, typedMoney } from "../money.ts"
import { meQuery } from "../queries.ts"
import { Asked } from "../shell/Asked.tsx"
import styles from "./Settings.module.css"
import { changeSettings, ownSettingsQuery, settingsChange } from "./settingsQueries.ts"

/** The show's own: time, money, and the page its viewers see. */
export function ShowPart() {
  const settings = useQuery(ownSettingsQuery)
  return (
    <Asked query={settings} what="the settings">
      {({ version, general }) => (
        <>
          <TimeAndMoney key={version} general={general} />
          <ViewerPage general={general} />
        </>
      )}
    </Asked>
  )
}

const zones = Intl.supportedValuesOf("timeZone")
const currencies = (used: string) =>
  [...new Set([used, ...CURRENCIES])].map((value) => ({ value, label: value }))

function TimeAndMoney({ general }: { general: GeneralSettings }) {
  const { form, set, error, rest, submit, pending } = useForm(
    {
      timeZone: general.timeZone,
      currency: general.currency,
      rate: moneyText(general.centsPer100Tokens, general.currency),
    },
    ({ timeZone, currency, rate }) =>
      changeSettings({
        general: {
          timeZone,
          currency,
          centsPer100Tokens: typedMoney(rate, currency) || general.centsPer100Tokens,
        },
      }),
    () => notify("Saved. Figures and new sessions follow it."),
  )
  const rateWrong = typedMoney(form.rate, form.currency) ? undefined : "An amount above zero, like 5."
  const left = rest(["general/timeZone", "general/currency", "general/centsPer100Tokens"])
  return (
    <Card title="Time and money">
      <form className={styles.form} onSubmit={submit}>
        <Field
          label="Time zone"
          description="Days and hours of the figures are counted in it"
          error={error("general/timeZone")}
        >
          {(wiring) => (
            <>
              <input
                {...wiring}
                list="zones"
                autoComplete="off"
                value={form.timeZone}
                onChange={(event) => set("timeZone")(event.currentTarget.value)}
              />
              <datalist id="zones">
                {zones.map((zone) => (
                  <option key={zone} value={zone} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <SelectField
          label="Currency"
          description="Of new sessions, the menu and the goals"
          options={currencies(general.currency)}
          value={form.currency}
          error={error("general/currency")}
          onChange={set("currency")}
        />
        <TextField
          label={`100 tokens are worth, in ${form.currency}`}
          description="Counts for tips from now on"
          inputMode="decimal"
          value={form.rate}
          error={rateWrong ?? error("general/centsPer100Tokens")}
          onChange={set("rate")}
        />
        {left ? <ErrorState title="The settings were not saved." error={left} /> : null}
        <Button type="submit" variant="filled" loading={pending} disabled={rateWrong !== undefined}>
          Save
        </Button>
      </form>
    </Card>
  )
}

function ViewerPage({ general }: { general: GeneralSettings }) {
  const username = useQuery(meQuery).data?.username ?? ""
  const address = `${location.origin}/c/${encodeURIComponent(username)}`
  const copy = () =>
    copyText(address).then((copied) =>
      copied ? notify("Copied. Anybody who has it may look.") : notifyFailure(new Error("Copy it by hand.")),
    )
  return (
    <Card title="Page for your viewers">
      <SwitchField
        label="Open to everybody"
        description="Shows your menu, your goals and the latest tips, without names where a tipper wants none."
        checked={general.viewerPage}
        onChange={(viewerPage) => actNow(settingsChange({ general: { viewerPage } }))}
      />
      {general.viewerPage ? (
        <div className={styles.address}>
          <a href={address} target="_blank" rel="noreferrer">
            {address}
          </a>
          <Button onClick={() => void copy()}>Copy the address</Button>
        </div>
      ) : null}
    </Card>
  )
}
