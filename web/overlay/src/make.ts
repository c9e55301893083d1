/** An element with a class and a text; text is only ever set as text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.className = name
  element.textContent = text
  return element
}

/** Strangers' words: their direction comes from their letters and stays in their box. */
export function bdi(name: string, text = ""): HTMLElement {
  const element = make("bdi", name, text)
  element.dir = "auto"
  return element
}

export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches

/** Sets the text where it differs, so that what stays the same costs no layout. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
