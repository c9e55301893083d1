import type { Persona } from "@footlights/api"
import {
  Button,
  Card,
  Dialog,
  EmptyState,
  notifyFailure,
  OrderList,
  SwitchField,
  words,
} from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useCurrency } from "../settings/useCurrency.ts"
import { Asked } from "../shell/Asked.tsx"
import { Column, Page } from "../shell/Page.tsx"
import { PersonaEditor } from "./PersonaEditor.tsx"
import styles from "./Personas.module.css"
import { bodyOf, emptyPersona, formOf, triggerWords } from "./personaForm.ts"
import {
  changePersona,
  createPersona,
  deletePersona,
  orderPersonas,
  personasQuery,
} from "./personaQueries.ts"
import { TryBox } from "./TryBox.tsx"

/** Who speaks in the chat, when, and what they say. */
export function PersonasPage() {
  const personas = useQuery(personasQuery)
  const [making, setMaking] = useState(false)
  const currency = useCurrency()
  const close = () => setMaking(false)
  return (
    <Page title="Personas" lead="Voices of your own that answer in the chat" width="beside">
      <Card title="Who speaks">
        <Asked query={personas} what="the personas">
          {(all) => (
            <>
              {all.length === 0 ? (
                <EmptyState>
                  Nobody speaks yet. A persona greets newcomers, answers commands, thanks for tips.
                </EmptyState>
              ) : (
                <div className={styles.personas}>
                  <OrderList
                    label="Personas"
                    items={all}
                    keyOf={({ id }) => id}
                    nameOf={({ name }) => name}
                    onOrder={orderPersonas}
                    row={(persona) => <Row persona={persona} currency={currency} />}
                  />
                </div>
              )}
              <Button variant="filled" aria-haspopup="dialog" onClick={() => setMaking(true)}>
                New persona
              </Button>
            </>
          )}
        </Asked>
        <Dialog title="New persona" opened={making} onClose={close} wide>
          <PersonaEditor
            first={emptyPersona}
            currency={currency}
            save={(form) => createPersona(bodyOf(form, currency))}
            says="Add persona"
            onDone={close}
          />
        </Dialog>
      </Card>
      <Column>
        <TryBox />
      </Column>
    </Page>
  )
}

function Row({ persona, currency }: { persona: Persona; currency: string }) {
  const [editing, setEditing] = useState(false)
  const close = () => setEditing(false)
  const name = words(persona.name, 60)
  const when = persona.triggers.map((trigger) => triggerWords(trigger, currency)).join(", ")
  return (
    <div className={styles.persona}>
      <SwitchField
        label={<bdi>{name}</bdi>}
        description={when || "never, until a trigger is added"}
        checked={persona.active}
        onChange={(active) => changePersona(persona.id, { active }).catch(notifyFailure)}
      />
      <div className={styles.acts}>
        <Button variant="subtle" aria-label={`Edit ${name}`} onClick={() => setEditing(true)}>
          Edit
        </Button>
        <Button variant="subtle" aria-label={`Delete ${name}`} onClick={() => deletePersona(persona)}>
          Delete
        </Button>
      </div>
      <Dialog title={`Change ${name}`} opened={editing} onClose={close} wide>
        <PersonaEditor
          first={formOf(persona, currency)}
          currency={currency}
          save={(form) => changePersona(persona.id, bodyOf(form, currency))}
          says="Save"
          onDone={close}
        />
      </Dialog>
    </div>
  )
}
