import type { ChatbotSettings } from "@footlights/api"
import { Button, Card, Choice, ErrorState, notify, SwitchField, TextArea, TextField } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { actNow } from "../deeds/act.ts"
import { useForm } from "../deeds/useForm.ts"
import { typedWhole } from "../money.ts"
import { Asked } from "../shell/Asked.tsx"
import styles from "./Settings.module.css"
import { changeSettings, ownSettingsQuery, settingsChange } from "./settingsQueries.ts"

/** Whether personas answer, where from, and how much. */
export function ChatbotPart() {
  const settings = useQuery(ownSettingsQuery)
  return (
    <Asked query={settings} what="the settings">
      {({ version, chatbot }) => (
        <>
          <Card title="Personas in the chat" aside={<Link to="/personas">Personas</Link>}>
            <SwitchField
              label="Answer in the chat"
              checked={chatbot.enabled}
              onChange={(enabled) => actNow(settingsChange({ chatbot: { enabled } }))}
            />
          </Card>
          <Answers key={version} chatbot={chatbot} />
        </>
      )}
    </Asked>
  )
}

function Answers({ chatbot }: { chatbot: ChatbotSettings }) {
  const { form, set, error, rest, submit, pending } = useForm(
    { answers: chatbot.answers, perMinute: String(chatbot.perMinute), prompt: chatbot.prompt },
    ({ answers, perMinute, prompt }) =>
      changeSettings({
        chatbot: { answers, perMinute: typedWhole(perMinute) ?? chatbot.perMinute, prompt: prompt.trim() },
      }),
    () => notify("Saved. The next answer follows it."),
  )
  const left = rest(["chatbot/perMinute", "chatbot/prompt"])
  return (
    <Card title="Answers">
      <form className={styles.form} onSubmit={submit}>
        <Choice
          label="Where they come from"
          value={form.answers}
          onChange={set("answers")}
          options={[
            { value: "templates", label: "What the personas have written" },
            { value: "endpoint", label: "The language model, if one is set up" },
          ]}
        />
        <TextField
          label="At most a minute"
          inputMode="numeric"
          value={form.perMinute}
          error={error("chatbot/perMinute")}
          onChange={set("perMinute")}
        />
        {form.answers === "endpoint" ? (
          <TextArea
            label="What the model should know"
            description="Read before each persona’s own"
            maxLength={2_000}
            rows={5}
            value={form.prompt}
            error={error("chatbot/prompt")}
            onChange={set("prompt")}
          />
        ) : null}
        {left ? <ErrorState title="The settings were not saved." error={left} /> : null}
        <Button type="submit" variant="filled" loading={pending}>
          Save
        </Button>
      </form>
    </Card>
  )
}
