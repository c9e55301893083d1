import type { Rgb } from "../theme.ts"

export type Shape = "confetti" | "hearts" | "rain"

const cache = new Map<string, HTMLCanvasElement[]>()
const css = (colour: Rgb) => `rgb(${colour.join(" ")})`
/** Beside the lamp: the cool, the plum and the live colour of the house. */
const COMPANIONS: readonly Rgb[] = [
  [120, 190, 245],
  [222, 140, 216],
  [240, 116, 104],
]

/** Each shape is painted once in each of its colours; a particle is a picture that is moved. */
export function sprites(
  shape: Shape,
  lamp: Rgb,
  lighter: (of: Rgb, share: number) => Rgb,
): HTMLCanvasElement[] {
  const name = `${shape} ${lamp.join(" ")}`
  let made = cache.get(name)
  if (!made) {
    const warm = [lamp, lighter(lamp, 0.45)]
    const colours = shape === "confetti" ? [...warm, ...COMPANIONS] : warm
    made = colours.map((colour) => PAINT[shape](colour))
    cache.set(name, made)
  }
  return made
}

function paper(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas")
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext("2d") as CanvasRenderingContext2D
  return [canvas, context]
}

const PAINT: Record<Shape, (colour: Rgb) => HTMLCanvasElement> = {
  confetti(colour) {
    const [canvas, context] = paper(16, 26)
    context.fillStyle = css(colour)
    context.fillRect(0, 0, 16, 26)
    context.fillStyle = "rgb(255 255 255 / 0.25)"
    context.fillRect(0, 0, 16, 9)
    return canvas
  },
  hearts(colour) {
    const [canvas, context] = paper(64, 60)
    context.fillStyle = css(colour)
    context.beginPath()
    context.moveTo(32, 58)
    context.bezierCurveTo(-10, 30, 4, 0, 20, 2)
    context.bezierCurveTo(27, 3, 31, 9, 32, 14)
    context.bezierCurveTo(33, 9, 37, 3, 44, 2)
    context.bezierCurveTo(60, 0, 74, 30, 32, 58)
    context.fill()
    return canvas
  },
  rain(colour) {
    const [canvas, context] = paper(44, 44)
    const light = context.createRadialGradient(16, 14, 3, 22, 22, 22)
    light.addColorStop(0, "rgb(255 255 255 / 0.9)")
    light.addColorStop(0.35, css(colour))
    light.addColorStop(1, css(colour))
    context.fillStyle = light
    context.beginPath()
    context.arc(22, 22, 21, 0, Math.PI * 2)
    context.fill()
    context.strokeStyle = "rgb(0 0 0 / 0.22)"
    context.lineWidth = 3
    context.beginPath()
    context.arc(22, 22, 14, 0, Math.PI * 2)
    context.stroke()
    return canvas
  },
}
