import { ProblemError, type Theme, type WidgetName } from "@footlights/api"
import {
  Button,
  ColorField,
  ErrorState,
  notify,
  RangeField,
  SelectField,
  SwitchField,
  TextArea,
} from "@footlights/ui"
import { type FormEvent, useEffect, useState } from "react"
import styles from "./Overlay.module.css"
import { saveTheme } from "./themeQuery.ts"

const CORNERS: readonly { value: Theme["corner"]; label: string }[] = [
  { value: "bottom", label: "Bottom, in the middle" },
  { value: "top", label: "Top, in the middle" },
  { value: "bottom-left", label: "Bottom left" },
  { value: "bottom-right", label: "Bottom right" },
  { value: "top-left", label: "Top left" },
  { value: "top-right", label: "Top right" },
]
const FONTS: readonly { value: Theme["font"]; label: string }[] = [
  { value: "Inter", label: "Inter" },
  { value: "system", label: "The system’s" },
  { value: "serif", label: "Serif" },
  { value: "mono", label: "Mono" },
]
const WIDGETS: readonly { name: WidgetName; label: string }[] = [
  { name: "alerts", label: "Alerts" },
  { name: "goals", label: "Goals" },
  { name: "ticker", label: "Newest tips" },
  { name: "leader", label: "Who gave most" },
  { name: "menu", label: "Menu" },
]
const CSS_MOST = 16_384

interface ThemeEditorProps {
  saved: Theme
  /** What it would look like, at every change. */
  onDraft: (draft: Theme) => void
}

/** The look of the overlay. What is changed here is a draft until it is saved; the last save can be taken back. */
export function ThemeEditor({ saved, onDraft }: ThemeEditorProps) {
  const [draft, setDraft] = useState(saved)
  useEffect(() => onDraft(draft), [draft, onDraft])
  const [failure, setFailure] = useState<unknown>()
  const changed = JSON.stringify({ ...draft, version: 0 }) !== JSON.stringify({ ...saved, version: 0 })
  // Saved elsewhere: what nobody touched here follows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new version moves the draft
  useEffect(
    () => setDraft((mine) => (changed ? { ...mine, version: saved.version } : saved)),
    [saved.version],
  )
  const set = (part: Partial<Theme>) => setDraft({ ...draft, ...part })
  const save = (theme: Theme, before: Theme) => {
    setFailure(undefined)
    saveTheme(theme).then(
      (outcome) => {
        if (!outcome.sent) return notify("Kept here. It is sent when the connection is back.")
        const version = outcome.answer?.version ?? theme.version
        const back = { ...before, version }
        notify("Saved. The overlay has it already.", { undo: () => setAndSave(back, theme) })
      },
      (reason: unknown) => setFailure(reason),
    )
  }
  const setAndSave = (theme: Theme, before: Theme) => {
    setDraft(theme)
    save(theme, before)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save({ ...draft, version: saved.version }, saved)
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <ColorField label="Lamps" value={draft.lamp} onChange={(lamp) => set({ lamp })} />
      <ColorField label="Words" value={draft.ink} onChange={(ink) => set({ ink })} />
      <SelectField
        label="Where alerts come up"
        options={CORNERS}
        value={draft.corner}
        onChange={(corner) => set({ corner })}
      />
      <SelectField label="Letters" options={FONTS} value={draft.font} onChange={(font) => set({ font })} />
      <RangeField
        label="Size"
        min={50}
        max={200}
        step={5}
        value={Math.round(draft.scale * 100)}
        says={(value) => `${value} %`}
        onChange={(value) => set({ scale: value / 100 })}
      />
      <RangeField
        label="Room to the edge"
        min={0}
        max={200}
        step={10}
        value={draft.safeArea}
        says={(value) => `${value} px`}
        onChange={(safeArea) => set({ safeArea })}
      />
      <fieldset className={styles.widgets}>
        <legend>Shown in the one overlay</legend>
        {WIDGETS.map(({ name, label }) => (
          <SwitchField
            key={name}
            label={label}
            checked={draft.widgets[name]}
            onChange={(on) => set({ widgets: { ...draft.widgets, [name]: on } })}
          />
        ))}
        <SwitchField label="Sound" checked={draft.sound} onChange={(sound) => set({ sound })} />
      </fieldset>
      <details className={styles.whole} open={draft.css !== ""}>
        <summary>Style sheet of your own</summary>
        <TextArea
          label="CSS"
          description="Put over everything else. No @import, and url() only for what is under /media/."
          rows={8}
          spellCheck={false}
          maxLength={CSS_MOST}
          value={draft.css}
          error={failure instanceof ProblemError ? failure.field("css") : undefined}
          onChange={(css) => set({ css })}
        />
      </details>
      {failure !== undefined ? (
        <div className={styles.whole}>
          <ErrorState title="The look was not saved." error={failure} />
        </div>
      ) : null}
      <div className={styles.acts}>
        <Button type="submit" variant="filled" disabled={!changed}>
          Save the look
        </Button>
        <Button disabled={!changed} onClick={() => setDraft(saved)}>
          Back to what is saved
        </Button>
      </div>
    </form>
  )
}
