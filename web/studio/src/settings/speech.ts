/** What stands on lines of its own, once each. */
export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
]

/** "robin = en-gb", a line each, as names with their voices; a line that is none is left out. */
export function voicesOf(text: string): Record<string, string> {
  const pairs = linesOf(text).flatMap((line) => {
    const cut = line.lastIndexOf("=")
    const name = line.slice(0, cut).trim()
    const voice = line.slice(cut + 1).trim()
    return cut > 0 && name && voice ? [[name, voice] as const] : []
  })
  return Object.fromEntries(pairs)
}

export const voicesText = (voices: Readonly<Record<string, string>>): string =>
  Object.entries(voices)
    .map(([name, voice]) => `${name} = ${voice}`)
    .join("\n")
