import type { AlertSettings } from "@footlights/api"
import { Button, Card, Choice, ErrorState, notify, TextField } from "@footlights/ui"
import { type FormEvent, useState } from "react"
import { useForm } from "../deeds/useForm.ts"
import { changeSettings } from "../settings/settingsQueries.ts"
import styles from "./Settings.module.css"
import { formOf, readTiming, type TimingForm } from "./timing.ts"

/** Who decides, how long each stays, what happens while nothing is open. */
export function TimingCard({ alerts, currency }: { alerts: AlertSettings; currency: string }) {
  const [told, setTold] = useState<Partial<Record<keyof TimingForm, string>>>({})
  const { form, set, pending, submit, rest } = useForm(
    formOf(alerts, currency),
    async (typed) => {
      const read = readTiming(typed, currency)
      return changeSettings({ alerts: "alerts" in read ? read.alerts : {} })
    },
    () => notify("Saved. The next alert follows it."),
  )
  const send = (event: FormEvent) => {
    event.preventDefault()
    const read = readTiming(form, currency)
    setTold("wrong" in read ? read.wrong : {})
    if ("alerts" in read) void submit(event)
  }
  const field = (name: Exclude<keyof TimingForm, "whenClosed">) => ({
    value: form[name],
    error: told[name],
    inputMode: "decimal" as const,
    onChange: set(name),
  })
  const failure = rest([])
  return (
    <Card title="How alerts come on">
      <form className={styles.form} onSubmit={send}>
        <TextField
          label="Hold for you, in seconds"
          description="0: nothing is held"
          {...field("holdSeconds")}
        />
        <TextField label={`Show tips from, in ${currency}`} description="0: all of them" {...field("min")} />
        <TextField label="A tip stays at least, in seconds" {...field("tipMin")} />
        <TextField label="A tip stays at most" {...field("tipMax")} />
        <TextField label="Anything else stays at least" {...field("otherMin")} />
        <TextField label="Anything else stays at most" {...field("otherMax")} />
        <TextField label="Pause between two, in seconds" {...field("gapSeconds")} />
        <TextField label="Merge above so many waiting" {...field("waitingMax")} inputMode="numeric" />
        <TextField
          label={`A bigger show from, in ${currency}`}
          description="Amounts that rise, with spaces between"
          wide
          {...field("tiers")}
        />
        <div className={styles.whole}>
          <Choice
            label="What came while no overlay was open"
            value={form.whenClosed}
            onChange={set("whenClosed")}
            options={[
              { value: "keep", label: "Comes one by one" },
              { value: "summary", label: "Is summed up in one" },
            ]}
          />
        </div>
        {failure ? (
          <div className={styles.whole}>
            <ErrorState title="The settings were not saved." error={failure} />
          </div>
        ) : null}
        <div>
          <Button type="submit" variant="filled" loading={pending}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  )
}
