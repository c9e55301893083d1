import { describe, expect, it } from "vitest"
import { lighter, readTheme } from "../src/theme.ts"

describe("a theme", () => {
  it("is as in the beginning where a server says nothing", () => {
    for (const nothing of [undefined, null, 7, [], {}])
      expect(readTheme(nothing)).toMatchObject({
        lamp: [255, 180, 84],
        corner: "bottom",
        scale: 1,
        safeArea: 60,
        sound: true,
        widgets: { alerts: true, goals: true, ticker: true, leader: true, menu: false, chat: true },
        css: "",
      })
  })

  it("is read part by part, and no part beyond its bounds", () => {
    const theme = readTheme({
      lamp: "#0f8",
      ink: "#102030",
      font: "mono",
      scale: 9,
      corner: "top-right",
      safeArea: -1,
      sound: false,
      widgets: { goals: false, menu: true },
      css: ".name { color: red }",
    })
    expect(theme).toMatchObject({
      lamp: [0, 255, 136],
      ink: [16, 32, 48],
      scale: 2,
      corner: "top-right",
      safeArea: 0,
      sound: false,
      widgets: { alerts: true, goals: false, menu: true },
      css: ".name { color: red }",
    })
    expect(theme.font).toContain("monospace")
  })

  it("takes no colour, corner or letters it does not know", () => {
    const odd = {
      lamp: "red; } body { display: none",
      ink: "#12",
      corner: "middle",
      font: "Comic",
      scale: "2",
    }
    expect(readTheme(odd)).toEqual(readTheme({}))
  })

  it("lightens towards white", () => {
    expect([lighter([0, 100, 255], 0), lighter([0, 100, 255], 1)]).toEqual([
      [0, 100, 255],
      [255, 255, 255],
    ])
  })
})
