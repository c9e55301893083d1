import type { SpeechSettings } from "@footlights/api"
import {
  Button,
  Card,
  CheckField,
  Choice,
  ErrorState,
  notify,
  SelectField,
  SwitchField,
  TextArea,
  TextField,
} from "@footlights/ui"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { actNow } from "../deeds/act.ts"
import { useForm } from "../deeds/useForm.ts"
import { moneyText, typedMoney, typedWhole } from "../money.ts"
import { voicesQuery } from "../personas/personaQueries.ts"
import { call } from "../queries.ts"
import { Asked } from "../shell/Asked.tsx"
import styles from "./Settings.module.css"
import { changeSettings, ownSettingsQuery, settingsChange } from "./settingsQueries.ts"
import { linesOf, voicesOf, voicesText } from "./speech.ts"

/** Which messages are spoken, how, and what is never said aloud. */
export function VoicePart() {
  const settings = useQuery(ownSettingsQuery)
  return (
    <Asked query={settings} what="the settings">
      {({ version, tts, general }) => (
        <>
          <Card title="Spoken tips">
            <SwitchField
              label="Speak tip messages"
              description="One open overlay says them, after the alert has come up."
              checked={tts.enabled}
              onChange={(enabled) => actNow(settingsChange({ tts: { enabled } }))}
            />
          </Card>
          <Speech key={version} tts={tts} currency={general.currency} />
          <TryVoice voice={tts.voice} />
        </>
      )}
    </Asked>
  )
}

const FIELDS = ["tts/minCents", "tts/maxChars", "tts/voice", "tts/filter", "tts/queueMax"]

function Speech({ tts, currency }: { tts: SpeechSettings; currency: string }) {
  const voices = useQuery(voicesQuery).data ?? []
  const { form, set, error, rest, submit, pending } = useForm(
    {
      min: moneyText(tts.minCents, currency),
      chars: String(tts.maxChars),
      engine: tts.engine,
      voice: tts.voice,
      byTipper: voicesText(tts.voicesByTipper),
      useDefaultList: tts.filter.useDefaultList,
      words: tts.filter.words.join("\n"),
      mode: tts.filter.mode,
    },
    (typed) =>
      changeSettings({
        tts: {
          minCents: typedMoney(typed.min || "0", currency) ?? tts.minCents,
          maxChars: typedWhole(typed.chars) ?? tts.maxChars,
          engine: typed.engine,
          voice: typed.voice,
          voicesByTipper: voicesOf(typed.byTipper),
          filter: { useDefaultList: typed.useDefaultList, words: linesOf(typed.words), mode: typed.mode },
        },
      }),
    () => notify("Saved. The next message follows it."),
  )
  const left = rest(FIELDS)
  const known = voices.map((voice) => ({ value: voice, label: voice }))
  const options = known.some(({ value }) => value === form.voice)
    ? known
    : [{ value: form.voice, label: form.voice }, ...known]
  return (
    <Card title="How and what">
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label={`From, in ${currency}`}
          inputMode="decimal"
          value={form.min}
          error={error("tts/minCents")}
          onChange={set("min")}
        />
        <TextField
          label="At most so many characters"
          inputMode="numeric"
          value={form.chars}
          error={error("tts/maxChars")}
          onChange={set("chars")}
        />
        <Choice
          label="Spoken by"
          value={form.engine}
          onChange={set("engine")}
          options={[
            { value: "espeak", label: "eSpeak, on this machine" },
            { value: "endpoint", label: "The speech service, if one is set up" },
          ]}
        />
        <SelectField
          label="Voice"
          options={options}
          value={form.voice}
          error={error("tts/voice")}
          onChange={set("voice")}
        />
        <TextArea
          label="A voice of their own"
          description="One a line: name = voice"
          placeholder="robin = en-gb"
          value={form.byTipper}
          error={error("tts/voicesByTipper")}
          onChange={set("byTipper")}
        />
        <CheckField
          label="Leave out the words on the built-in list"
          checked={form.useDefaultList}
          onChange={set("useDefaultList")}
        />
        <TextArea
          label="Leave out these, too"
          description="One a line"
          value={form.words}
          error={error("tts/filter")}
          onChange={set("words")}
        />
        <Choice
          label="A message with such a word"
          value={form.mode}
          onChange={set("mode")}
          options={[
            { value: "mask", label: "Is spoken without it" },
            { value: "skip", label: "Is not spoken" },
          ]}
        />
        {left ? <ErrorState title="The settings were not saved." error={left} /> : null}
        <Button type="submit" variant="filled" loading={pending}>
          Save
        </Button>
      </form>
    </Card>
  )
}

function TryVoice({ voice }: { voice: string }) {
  const [text, setText] = useState("Thank you, that made my evening.")
  const audio = useRef<HTMLAudioElement>(null)
  const spoken = useMutation({
    mutationFn: () =>
      call<{ format: string; audioBase64: string }>("POST", "/api/tts/try", { body: { text, voice } }),
    onSuccess: async ({ format, audioBase64 }) => {
      if (!audio.current) return
      const type = format === "opus" ? "audio/ogg" : format === "mp3" ? "audio/mpeg" : "audio/wav"
      const bytes = Uint8Array.from(atob(audioBase64), (letter) => letter.charCodeAt(0))
      URL.revokeObjectURL(audio.current.src)
      audio.current.src = URL.createObjectURL(new Blob([bytes], { type }))
      await audio.current.play()
    },
  })
  return (
    <Card title="Hear it">
      <div className={styles.form}>
        <TextField label="Say" maxLength={200} value={text} onChange={setText} />
        {spoken.isError ? <ErrorState title="It could not be spoken." error={spoken.error} /> : null}
        <Button loading={spoken.isPending} disabled={!text.trim()} onClick={() => spoken.mutate()}>
          Speak
        </Button>
        {/* biome-ignore lint/a11y/useMediaCaption: what it says is written in the field above */}
        <audio ref={audio} />
      </div>
    </Card>
  )
}
