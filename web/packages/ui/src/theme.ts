import {
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core"

const ten = (color: string): MantineColorsTuple => [
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
]
const hovered = (color: string) => `color-mix(in oklab, ${color}, var(--ink) 10%)`

/** Buttons: `filled` is the one primary of a page, `default` the rest, `outline` in red what ends something. */
const variants: VariantColorsResolver = (input) => {
  if (input.variant === "filled")
    return {
      background: "var(--lamp)",
      hover: hovered("var(--lamp)"),
      color: "var(--lamp-ink)",
      border: "1px solid transparent",
    }
  if (input.variant === "outline" && input.color === "live")
    return {
      background: "transparent",
      hover: "color-mix(in oklab, transparent, var(--live) 12%)",
      color: "var(--live)",
      border: "1px solid var(--edge)",
    }
  if (input.variant === "subtle")
    return {
      background: "transparent",
      hover: "var(--board)",
      color: "var(--ink-2)",
      border: "1px solid transparent",
    }
  return defaultVariantColorsResolver(input)
}

/** The component library on our tokens. */
export const theme = createTheme({
  primaryColor: "lamp",
  colors: {
    lamp: ten("var(--lamp)"),
    live: ten("var(--live)"),
    // The library's dark surfaces, by its own numbering: text, …, borders, boards, panels, the house.
    dark: [
      "var(--ink)",
      "var(--ink-2)",
      "var(--ink-3)",
      "var(--ink-3)",
      "var(--edge)",
      "var(--board)",
      "var(--board)",
      "var(--floor)",
      "var(--house)",
      "var(--house)",
    ],
  },
  fontFamily: "var(--font)",
  headings: { fontFamily: "var(--font)" },
  defaultRadius: "var(--radius-s)",
  variantColorResolver: variants,
  respectReducedMotion: true,
  components: {
    // Fields that may stay empty say so; stars would be noise.
    InputWrapper: { defaultProps: { withAsterisk: false } },
    Button: {
      defaultProps: { variant: "default" },
      styles: { root: { height: "var(--target)", paddingInline: 14, fontWeight: 560, fontSize: 14.5 } },
    },
  },
})
