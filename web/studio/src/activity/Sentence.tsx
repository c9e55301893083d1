import type { Activity, Platform } from "@footlights/api"
import { count, formatMoney, words } from "@footlights/ui"
import type { ReactNode } from "react"
import { platformName } from "../live/platforms.ts"

type Fields = Record<string, unknown>

/** What happened as one sentence, in the creator's own way of writing amounts; what is not known here in the server's words. */
export function Sentence({ one }: { one: Activity }) {
  const say = SAYS[one.kind]
  return <span>{say?.(record(one.detail)) ?? words(one.summary, 300)}</span>
}

const GOAL_CHANGES: Record<string, string> = {
  created: "was made",
  updated: "was changed",
  deleted: "was deleted",
}
const ANIMATIONS: Record<string, string> = {
  confetti: "Confetti came down.",
  hearts: "Hearts rose.",
  rain: "It rained.",
  custom: "An animation of your own played.",
}

const SAYS: Record<string, (told: Fields) => ReactNode> = {
  "streaming.session.started": ({ platform }) =>
    platform === "other" ? "A session began." : `A session began on ${platformName(platform as Platform)}.`,
  "streaming.session.ended": (told) =>
    `A session ended with ${money(told.totalTipsCents, told)} in ${count(Number(told.tipCount), "tip")}.`,
  "streaming.tip.received": ({ tip }) => <Tip tip={record(tip)} />,
  "streaming.tip.refunded": (told) => (
    <>
      {money(told.amountCents, record(told.tip))} of a tip by{" "}
      <Who tip={record(told.tip)} somebody="somebody" /> was given back.
    </>
  ),
  "streaming.goal.changed": ({ change, goal }) =>
    change === "ordered" ? (
      "Goals were put in another order."
    ) : (
      <>
        The goal <Named name={record(goal).title} /> {GOAL_CHANGES[String(change)] ?? "was changed"}.
      </>
    ),
  "streaming.goal.completed": ({ title }) => (
    <>
      The goal <Named name={title} /> was reached.
    </>
  ),
  "streaming.menu.updated": () => "The menu changed.",
  "streaming.settings.updated": () => "Settings were changed.",
  "streaming.moderator.changed": () => "A moderator’s rights were changed.",
  "streaming.animation.triggered": ({ type }) => ANIMATIONS[String(type)],
}

function Tip({ tip }: { tip: Fields }) {
  const { amountCents, amountTokens, menuItemName } = tip
  return (
    <>
      <Who tip={tip} somebody="Somebody" /> gave {money(amountCents, tip)}
      {typeof amountTokens === "number" ? `, ${count(amountTokens, "token")}` : null}
      {typeof menuItemName === "string" ? (
        <>
          {typeof amountTokens === "number" ? "," : null} for <Named name={menuItemName} />
        </>
      ) : null}
      .
    </>
  )
}

/** A stranger's name keeps its own direction and turns no sentence round. */
const Who = ({ tip, somebody }: { tip: Fields; somebody: string }) => (
  <bdi>{words(text(tip.tipperName), 255) || somebody}</bdi>
)
const Named = ({ name }: { name: unknown }) => (
  <>
    “<bdi>{words(text(name), 80)}</bdi>”
  </>
)
const money = (minor: unknown, { currency }: Fields) => formatMoney(Number(minor), String(currency))
const text = (value: unknown) => (typeof value === "string" ? value : null)
const record = (value: unknown): Fields =>
  typeof value === "object" && value !== null ? (value as Fields) : {}
