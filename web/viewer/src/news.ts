import { type Creator, readGoal, readGoals, readMenu, readTip, TIPS_MOST, type Tip, told } from "./creator.ts"

/**
 * What a frame of the server makes of what is known; the same object when it says nothing new. What is known already may be told
 * again: frames that came while the page was being read are.
 */
export function after(creator: Creator, event: string, frame: unknown): Creator {
  const from = told(frame)
  switch (event) {
    case "tip_received": {
      const tip = readTip(from.tip)
      if (!tip || (tip.id && creator.tips.some(({ id }) => id === tip.id))) return creator
      return { ...creator, tips: withTip(creator.tips, tip) }
    }
    case "goal_progress":
      return withGoal(creator, from)
    case "goals_updated":
      return { ...creator, goals: readGoals(from.goals) }
    case "menu_updated":
      return { ...creator, menu: readMenu(from.items) }
    case "session_updated": {
      const live = from.status !== "ended"
      if (live === creator.live) return creator
      return { ...creator, live, title: live ? creator.title : "" }
    }
    default:
      return creator
  }
}

/** By its time, newest first: of what is told again some may be older than all that was read. */
function withTip(tips: Tip[], tip: Tip): Tip[] {
  const older = tip.at ? tips.findIndex(({ at }) => at <= tip.at) : 0
  const place = older < 0 ? tips.length : older
  return [...tips.slice(0, place), tip, ...tips.slice(place)].slice(0, TIPS_MOST)
}

function withGoal(creator: Creator, frame: unknown): Creator {
  const goal = readGoal(frame)
  if (!goal) return creator
  const known = creator.goals.find(({ id }) => id === goal.id)
  if (!known) return { ...creator, goals: [...creator.goals, { ...goal, position: Number.MAX_SAFE_INTEGER }] }
  if (known.revision > goal.revision) return creator
  const goals = creator.goals.map((one) => (one === known ? { ...goal, position: known.position } : one))
  return { ...creator, goals }
}
