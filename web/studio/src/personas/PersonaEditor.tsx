import { Button, Choice, DialogActs, ErrorState, SelectField, TextArea, TextField } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import type { Outcome } from "../deeds/outbox.ts"
import { useForm } from "../deeds/useForm.ts"
import styles from "./Personas.module.css"
import type { PersonaForm } from "./personaForm.ts"
import { voicesQuery } from "./personaQueries.ts"
import { TemplateFields, TriggerFields } from "./TriggerFields.tsx"

interface PersonaEditorProps {
  first: PersonaForm
  currency: string
  save: (form: PersonaForm) => Promise<Outcome<unknown>>
  says: string
  onDone: () => void
}

const FIELDS = ["name", "description", "prompt", "voice", "cooldownSeconds", "perPersonCooldownSeconds"]

/** A persona from name to voice. */
export function PersonaEditor({ first, currency, save, says, onDone }: PersonaEditorProps) {
  const { form, set, error, rest, submit, pending } = useForm(first, save, onDone)
  const voices = useQuery(voicesQuery).data ?? []
  const left = rest(FIELDS)
  const seconds = (name: "cooldownSeconds" | "perPersonCooldownSeconds") => ({
    type: "number" as const,
    min: 0,
    max: 86_400,
    value: String(form[name]),
    error: error(name),
    onChange: (typed: string) => set(name)(Math.max(0, Math.round(Number(typed)) || 0)),
  })
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        label="Name"
        required
        maxLength={60}
        placeholder="Robin"
        value={form.name}
        error={error("name")}
        onChange={set("name")}
      />
      <SelectField
        label="Voice"
        options={[
          { value: "", label: "The usual one" },
          ...voices.map((voice) => ({ value: voice, label: voice })),
        ]}
        value={form.voice ?? ""}
        error={error("voice")}
        onChange={(voice) => set("voice")(voice === "" ? null : voice)}
      />
      <TextField
        label="Who that is"
        wide
        maxLength={300}
        placeholder="The dry one who knows every song"
        value={form.description}
        error={error("description")}
        onChange={set("description")}
      />
      <div className={styles.whole}>
        <TriggerFields triggers={form.triggers} currency={currency} onChange={set("triggers")} />
      </div>
      <div className={styles.whole}>
        <Choice
          label="Where the answers come from"
          value={form.answers}
          onChange={set("answers")}
          options={[
            { value: "templates", label: "What is written here" },
            { value: "endpoint", label: "The language model, if one is set up" },
          ]}
        />
      </div>
      {form.answers === "endpoint" ? (
        <TextArea
          label="How to answer"
          description="The model reads this first. What is written below is said when it fails or takes too long."
          wide
          maxLength={2_000}
          value={form.prompt}
          error={error("prompt")}
          onChange={set("prompt")}
        />
      ) : null}
      <div className={styles.whole}>
        <TemplateFields templates={form.templates} onChange={set("templates")} />
      </div>
      <TextField label="Rests between answers, in seconds" {...seconds("cooldownSeconds")} />
      <TextField label="Rests for each person, in seconds" {...seconds("perPersonCooldownSeconds")} />
      {left ? (
        <div className={styles.whole}>
          <ErrorState title="The persona was not saved." error={left} />
        </div>
      ) : null}
      <div className={styles.whole}>
        <DialogActs>
          <Button onClick={onDone}>Leave it</Button>
          <Button type="submit" variant="filled" loading={pending}>
            {says}
          </Button>
        </DialogActs>
      </div>
    </form>
  )
}
