import type { Template, Trigger } from "@footlights/api"
import { Button, SelectField, TextArea, TextField } from "@footlights/ui"
import styles from "./Personas.module.css"
import { TRIGGERS, WEIGHT_MOST } from "./personaForm.ts"

const replaced = <T,>(list: readonly T[], place: number, next: T | undefined): T[] =>
  list.flatMap((one, at) => (at === place ? (next === undefined ? [] : [next]) : [one]))

/** When a persona answers. */
export function TriggerFields({
  triggers,
  currency,
  onChange,
}: {
  triggers: Trigger[]
  currency: string
  onChange: (triggers: Trigger[]) => void
}) {
  return (
    <fieldset className={styles.rows}>
      <legend>Answers when</legend>
      {triggers.map((trigger, place) => {
        const kind = TRIGGERS.find(({ value }) => value === trigger.type)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a trigger is its place in the list
          <div key={place} className={styles.trigger}>
            <SelectField
              label={`Trigger ${place + 1}`}
              options={TRIGGERS}
              value={trigger.type}
              onChange={(type) => onChange(replaced(triggers, place, { type, value: "" }))}
            />
            {kind?.asks ? (
              <TextField
                label={trigger.type === "tip" ? `${kind.asks} in ${currency}` : kind.asks}
                placeholder={kind.example}
                maxLength={200}
                value={trigger.value}
                onChange={(value) => onChange(replaced(triggers, place, { ...trigger, value }))}
              />
            ) : (
              <span />
            )}
            <Button
              variant="subtle"
              aria-label={`Take away trigger ${place + 1}`}
              onClick={() => onChange(replaced(triggers, place, undefined))}
            >
              Take away
            </Button>
          </div>
        )
      })}
      <div>
        <Button
          disabled={triggers.length >= 20}
          onClick={() => onChange([...triggers, { type: "keyword", value: "" }])}
        >
          Add a trigger
        </Button>
      </div>
    </fieldset>
  )
}

/** What a persona says. */
export function TemplateFields({
  templates,
  onChange,
}: {
  templates: Template[]
  onChange: (templates: Template[]) => void
}) {
  return (
    <fieldset className={styles.rows}>
      <legend>Says one of</legend>
      {templates.map((template, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a template is its place in the list
        <div key={place} className={styles.template}>
          <TextArea
            label={`Answer ${place + 1}`}
            rows={2}
            maxLength={500}
            placeholder="Welcome in, {sender}"
            value={template.text}
            onChange={(text) => onChange(replaced(templates, place, { ...template, text }))}
          />
          <TextField
            label="Weight"
            type="number"
            min={1}
            max={WEIGHT_MOST}
            value={String(template.weight)}
            onChange={(typed) =>
              onChange(
                replaced(templates, place, {
                  ...template,
                  weight: Math.max(1, Math.min(WEIGHT_MOST, Math.round(Number(typed)) || 1)),
                }),
              )
            }
          />
          <Button
            variant="subtle"
            aria-label={`Take away answer ${place + 1}`}
            onClick={() => onChange(replaced(templates, place, undefined))}
          >
            Take away
          </Button>
        </div>
      ))}
      <p className={styles.hint}>
        {"{sender}, {amount}, {message} and {title} are filled in. A greater weight is chosen more often."}
      </p>
      <div>
        <Button
          disabled={templates.length >= 50}
          onClick={() => onChange([...templates, { text: "", weight: 1 }])}
        >
          Add an answer
        </Button>
      </div>
    </fieldset>
  )
}
