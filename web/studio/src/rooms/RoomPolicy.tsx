import type { Room } from "@footlights/api"
import { type RoomNoun, type RoomRole, roleMay } from "@footlights/live"
import { Button, Card, Choice, ErrorState, notify, SelectField } from "@footlights/ui"
import { useState } from "react"
import { useForm } from "../deeds/useForm.ts"
import styles from "./Rooms.module.css"
import { renewRooms, updateRoom } from "./roomQueries.ts"
import { CAPABILITIES, ROLES_NAMES } from "./roomWords.ts"

type Rules = Room["policy"]
type Capability = Rules[number]["capability"]
type Word = "usual" | "yes" | "no"

/** A host may do everything, whatever the policy says. */
const ROLES = ["moderator", "speaker", "controller", "viewer"] as const
const OPTIONS = ROLES.map((role) => ({ value: role, label: ROLES_NAMES[role] }))

const ruleOf = (policy: Rules, role: RoomRole, capability: string) =>
  policy.find((rule) => rule.role === role && rule.capability === capability)

function ruled(policy: Rules, role: RoomRole, capability: Capability, word: Word): Rules {
  const others = policy.filter((rule) => rule !== ruleOf(policy, role, capability))
  return word === "usual" ? others : [...others, { role, capability, allow: word === "yes" }]
}

/** What each role may do here, where it is not as usual. */
export function RoomPolicy({ room }: { room: RoomNoun }) {
  const [role, setRole] = useState<(typeof ROLES)[number]>("viewer")
  const { form, set, rest, submit, pending } = useForm(
    { policy: room.policy as Rules },
    async ({ policy }) => ({ sent: true, answer: await updateRoom(room.id, { policy }) }),
    () => {
      notify("Saved.")
      void renewRooms()
    },
  )
  const failure = rest([])
  return (
    <Card title="Who may do what">
      <form className={styles.form} onSubmit={submit}>
        <Choice label="Rules for" value={role} onChange={setRole} options={OPTIONS} />
        <div className={styles.rules}>
          {CAPABILITIES.map(({ capability, does }) => {
            const rule = ruleOf(form.policy, role, capability)
            const word: Word = rule === undefined ? "usual" : rule.allow ? "yes" : "no"
            return (
              <SelectField
                key={capability}
                label={does}
                value={word}
                onChange={(next: Word) => set("policy")(ruled(form.policy, role, capability, next))}
                options={[
                  {
                    value: "usual",
                    label: roleMay(role, capability) ? "As usual: may" : "As usual: may not",
                  },
                  { value: "yes", label: "May" },
                  { value: "no", label: "May not" },
                ]}
              />
            )
          })}
        </div>
        {failure ? <ErrorState title="The rules were not changed." error={failure} /> : null}
        <Button type="submit" variant="filled" loading={pending}>
          Save the rules
        </Button>
      </form>
    </Card>
  )
}
