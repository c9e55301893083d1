type Part = Node | string | undefined | false

/** An element of parts; texts are only ever set as texts. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  ...parts: Part[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (name) element.className = name
  element.append(...parts.filter((part): part is Node | string => part !== undefined && part !== false))
  return element
}

/** Strangers' words: their direction comes from their letters and stays in their box. */
export function bdi(name: string, text: string): HTMLElement {
  const element = make("bdi", name, text)
  element.dir = "auto"
  return element
}
