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

export function button(name: string, text: string, act: () => void): HTMLButtonElement {
  const element = make("button", name, text)
  element.type = "button"
  element.addEventListener("click", act)
  return element
}

/** A labelled field, and where its fault is told. */
export function field(
  label: string,
  input: HTMLInputElement,
): { row: HTMLElement; fault: (text: string) => void } {
  const told = make("p", "fault")
  told.id = `${input.id}-fault`
  told.setAttribute("role", "alert")
  input.setAttribute("aria-describedby", told.id)
  const name = make("label", "", label)
  name.htmlFor = input.id
  return {
    row: make("div", "field", name, input, told),
    fault: (text) => {
      told.textContent = text
      input.setAttribute("aria-invalid", String(text !== ""))
    },
  }
}
