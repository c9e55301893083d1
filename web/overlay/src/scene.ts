import type { Alert } from "./alert.ts"
import { readAlert } from "./alert.ts"
import { Chat } from "./chat.ts"
import { Conductor } from "./conductor.ts"
import { Effects } from "./effect/effects.ts"
import { type Facts, facts, number, text } from "./facts.ts"
import { Goals } from "./goals.ts"
import { make } from "./make.ts"
import type { Attempt, Memory } from "./memory.ts"
import { Menu } from "./menu.ts"
import type { Loudspeaker } from "./sound/loudspeaker.ts"
import { Voice } from "./sound/voice.ts"
import { Stage } from "./stage.ts"
import { readTheme, type Wardrobe } from "./theme.ts"
import { LeaderPill, Ticker } from "./ticker.ts"
import { Turn } from "./turn.ts"

export interface SceneOptions {
  root: HTMLElement
  memory: Memory
  wardrobe: Wardrobe
  loudspeaker: Loudspeaker
  /** Tells the server that an attempt is over. */
  finished: (attempt: Attempt) => void
  /** What is known is not enough: everything must be asked for again. */
  refresh: () => void
}

/** Everything on the page, and what each frame of the server does to it. */
export class Scene {
  readonly #options: SceneOptions
  readonly #ticker: Ticker
  readonly #leader: LeaderPill
  readonly #goals: Goals
  readonly #menu: Menu
  readonly #chat: Chat
  readonly #effects: Effects
  readonly #voice: Voice
  readonly #conductor: Conductor
  #sessionId: string | undefined
  /** Server's time less this page's, in milliseconds. */
  #ahead: number | undefined

  constructor(options: SceneOptions) {
    this.#options = options
    const { root, memory, wardrobe, loudspeaker, finished } = options
    const turn = new Turn()
    const [head, foot] = [make("div", "head"), make("div", "foot")]
    const pills = make("div", "pills")
    head.append(pills)
    this.#ticker = new Ticker(pills, turn)
    this.#leader = new LeaderPill(pills, turn)
    this.#chat = new Chat(head)
    this.#menu = new Menu(head, turn)
    this.#goals = new Goals(foot, turn)
    root.append(head, foot)
    measure(root, head, foot)
    this.#voice = new Voice(loudspeaker)
    const serverNow = () => (this.#ahead === undefined ? undefined : Date.now() + this.#ahead)
    const colour = () => wardrobe.theme.lamp
    this.#effects = new Effects({ root, colour, loudspeaker, serverNow })
    const chime = () => loudspeaker.ring()
    this.#conductor = new Conductor({ memory, painter: new Stage(root), chime, finished })
  }

  /** What each frame does, by its name. Unknown ones, of a newer server, do nothing. */
  readonly frames: Record<string, (frame: unknown) => void> = {
    alert: (frame) => this.#alert(readAlert(frame)),
    alert_skipped: (frame) => this.#skipped(text(facts(frame).alertId)),
    animation_trigger: (frame) => this.#effects.trigger(frame),
    chat_participant_audio: (frame) => this.#speech(frame),
    chatbot_response: (frame) => this.#chat.answer(frame),
    goal_completed: (frame) => this.#goals.completed(frame),
    goal_progress: (frame) => this.#goals.progress(frame),
    goals_updated: (frame) => this.#goals.state(facts(frame).goals, undefined),
    leader_changed: (frame) => this.#leader.state(facts(frame).leader, undefined),
    menu_updated: (frame) => this.#menu.state(facts(frame).items, undefined),
    session_started: () => this.#options.refresh(),
    session_updated: (frame) => this.#session(frame),
    snapshot: (frame) => this.#snapshot(facts(facts(frame).state)),
    theme_updated: (frame) => this.#options.wardrobe.wear(readTheme(facts(frame).theme)),
    tip_received: (frame) => this.#ticker.tip(frame),
    tip_refunded: (frame) => this.#ticker.totals(facts(frame).sessionTotals),
  }

  /** The answer to the join: how things stand. An old server says less of it. */
  joined(answer: unknown): void {
    const { theme, state, sessionId } = facts(answer)
    this.#options.wardrobe.wear(readTheme(theme))
    this.#sessionId = text(sessionId)
    const { session, goals, menu, leader, volume, now, currency } = facts(state)
    const counted = text(facts(session).currency) ?? text(currency)
    const at = Date.parse(text(now) ?? "")
    if (Number.isFinite(at)) this.#ahead = at - Date.now()
    this.#options.loudspeaker.set(number(volume))
    this.#goals.state(goals, counted)
    this.#menu.state(menu, counted)
    this.#leader.state(leader, counted)
    if (session) this.#ticker.state(state)
  }

  /** Takes everything off: the address is not valid any more. */
  clear(): void {
    this.#conductor.clear()
    for (const part of [this.#ticker, this.#leader, this.#goals, this.#menu, this.#chat]) part.clear()
    this.#effects.clear()
    this.#voice.clear()
  }

  #alert(alert: Alert | undefined): void {
    if (!alert) return
    this.#options.loudspeaker.set(alert.volume)
    this.#tips.set(alert.alertId, alert.tipId)
    this.#conductor.play(alert)
  }

  /** Which tip an alert that is on shows, so that its voice ends with it. */
  readonly #tips = new Latest<string | undefined>()

  #skipped(alertId: string | undefined): void {
    if (!alertId) return
    this.#conductor.skip(alertId)
    const tipId = this.#tips.get(alertId)
    if (tipId) this.#voice.skip(tipId)
  }

  #speech(frame: unknown): void {
    this.#options.loudspeaker.set(facts(frame).volume)
    this.#voice.say(frame)
  }

  /** The state of the live session, where what was missed is too much to be told. */
  #snapshot(state: Facts): void {
    this.#ticker.totals(state)
    if (Array.isArray(state.goals)) this.#goals.state(state.goals, text(state.currency))
  }

  #session(frame: unknown): void {
    const { status, sessionId } = facts(frame)
    this.#ticker.session(frame)
    if (status !== "ended" || (this.#sessionId && sessionId !== this.#sessionId)) return
    this.#leader.clear()
    this.#goals.sessionOver(text(sessionId))
  }
}

/** The last few entries. */
class Latest<T> {
  readonly #kept = new Map<string, T>()

  get(name: string): T | undefined {
    return this.#kept.get(name)
  }

  set(name: string, value: T): void {
    this.#kept.set(name, value)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > 16 && oldest !== undefined) this.#kept.delete(oldest)
  }
}

/** Alerts stand clear of what is above and below them, however high that is. */
function measure(root: HTMLElement, head: HTMLElement, foot: HTMLElement): void {
  const watch = new ResizeObserver(() => {
    root.style.setProperty("--head", `${head.offsetHeight}px`)
    root.style.setProperty("--foot", `${foot.offsetHeight}px`)
    root.dataset.foot = String(foot.offsetHeight > 0)
  })
  watch.observe(head)
  watch.observe(foot)
}
