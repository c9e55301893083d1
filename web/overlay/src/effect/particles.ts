import { lighter, type Rgb } from "../theme.ts"
import type { Animation } from "./animation.ts"
import { type Shape, sprites } from "./sprites.ts"

/** No more than this at once, however much arrives: what was begun goes on, what is new joins in. */
const PARTICLES_MOST = 140
/** Particles a second in the first tier; more in higher ones. */
const PER_SECOND = { first: 26, perTier: 12 } as const
/** The canvas is no wider than this and is stretched: particles in flight need no sharper edges. */
const CANVAS_WIDTH_MOST = 960
/** Frames longer than this mean that the machine is busy; then there are fewer particles. */
const BUSY_FRAME_MS = 28
/** A frame after a pause moves nothing further than this. */
const STEP_MS_MOST = 50

interface Particle {
  sprite: HTMLCanvasElement
  x: number
  y: number
  speedX: number
  speedY: number
  gravity: number
  turn: number
  spin: number
  sway: number
  age: number
  life: number
  size: number
}

interface Source {
  shape: Shape
  until: number
  perSecond: number
  owed: number
}

/** Confetti, hearts and rain: one canvas that is there only while something moves. */
export class Particles {
  readonly #root: HTMLElement
  readonly #colour: () => Rgb
  #canvas: HTMLCanvasElement | undefined
  #sources = new Map<Shape, Source>()
  #particles: Particle[] = []
  #most = PARTICLES_MOST
  #last = 0

  constructor(root: HTMLElement, colour: () => Rgb) {
    this.#root = root
    this.#colour = colour
  }

  play({ kind, durationMs, tier }: Animation): void {
    if (kind === "custom") return
    const until = performance.now() + durationMs
    const perSecond = PER_SECOND.first + PER_SECOND.perTier * (tier - 1)
    const running = this.#sources.get(kind)
    // A storm of tips makes one storm: longer and as thick as its thickest.
    this.#sources.set(kind, {
      shape: kind,
      until: Math.max(until, running?.until ?? 0),
      perSecond: Math.max(perSecond, running?.perSecond ?? 0),
      owed: running?.owed ?? 1,
    })
    if (this.#canvas) return
    this.#canvas = this.#open()
    this.#last = performance.now()
    requestAnimationFrame(this.#frame)
  }

  clear(): void {
    this.#sources.clear()
    this.#particles = []
    this.#canvas?.remove()
    this.#canvas = undefined
    this.#most = PARTICLES_MOST
  }

  #open(): HTMLCanvasElement {
    const canvas = document.createElement("canvas")
    canvas.className = "particles"
    canvas.setAttribute("aria-hidden", "true")
    const { clientWidth, clientHeight } = this.#root
    const scale = Math.min(1, CANVAS_WIDTH_MOST / Math.max(1, clientWidth))
    canvas.width = Math.max(1, Math.round(clientWidth * scale))
    canvas.height = Math.max(1, Math.round(clientHeight * scale))
    this.#root.append(canvas)
    return canvas
  }

  readonly #frame = (now: number): void => {
    const canvas = this.#canvas
    const context = canvas?.getContext("2d")
    if (!canvas || !context) return
    const took = now - this.#last
    this.#last = now
    if (took > BUSY_FRAME_MS) this.#most = Math.max(40, this.#most - 6)
    const step = Math.min(took, STEP_MS_MOST) / 1_000
    this.#emit(now, step, canvas)
    this.#particles = this.#particles.filter((particle) => {
      move(particle, step)
      const below = particle.speedY > 0 && particle.y > canvas.height + 30 * particle.size
      return particle.age < particle.life && !below
    })
    if (this.#particles.length === 0 && this.#sources.size === 0) {
      this.clear()
      return
    }
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    for (const particle of this.#particles) draw(context, particle)
    requestAnimationFrame(this.#frame)
  }

  #emit(now: number, step: number, canvas: HTMLCanvasElement): void {
    for (const [shape, source] of this.#sources) {
      if (now >= source.until) {
        this.#sources.delete(shape)
        continue
      }
      source.owed += source.perSecond * step
      const looks = sprites(shape, this.#colour(), lighter)
      for (; source.owed >= 1; source.owed -= 1)
        if (this.#particles.length < this.#most)
          this.#particles.push(born(shape, pick(looks), canvas.width, canvas.height))
    }
  }
}

const between = (least: number, most: number) => least + Math.random() * (most - least)
const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)] as T

function born(shape: Shape, sprite: HTMLCanvasElement, width: number, height: number): Particle {
  const unit = height / 1_080
  const size = between(0.7, 1.25) * unit
  const common = { sprite, size, age: 0, turn: between(0, Math.PI * 2), x: between(0.02, 0.98) * width }
  if (shape === "hearts") {
    const speedY = -between(190, 330) * unit
    const life = between(2.6, 4)
    return {
      ...common,
      turn: 0,
      y: height + 40 * unit,
      speedX: 0,
      speedY,
      gravity: 0,
      spin: 0,
      sway: 60 * unit,
      life,
    }
  }
  if (shape === "rain") {
    const speedY = between(300, 520) * unit
    return {
      ...common,
      y: -40 * unit,
      speedX: 0,
      speedY,
      gravity: 620 * unit,
      spin: between(-5, 5),
      sway: 0,
      life: 4,
    }
  }
  return {
    ...common,
    y: -30 * unit,
    speedX: between(-90, 90) * unit,
    speedY: between(90, 240) * unit,
    gravity: 130 * unit,
    spin: between(-7, 7),
    sway: 46 * unit,
    life: 6,
  }
}

function move(particle: Particle, step: number): void {
  particle.age += step
  particle.speedY += particle.gravity * step
  particle.x += (particle.speedX + Math.cos(particle.age * 3 + particle.turn) * particle.sway) * step
  particle.y += particle.speedY * step
  particle.turn += particle.spin * step
}

function draw(context: CanvasRenderingContext2D, { sprite, x, y, turn, size, age, life }: Particle): void {
  const [cos, sin] = [Math.cos(turn) * size, Math.sin(turn) * size]
  context.setTransform(cos, sin, -sin, cos, x, y)
  context.globalAlpha = Math.min(1, age * 6, (life - age) * 2)
  context.drawImage(sprite, -sprite.width / 2, -sprite.height / 2)
}
