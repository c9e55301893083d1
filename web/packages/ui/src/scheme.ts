import { useSyncExternalStore } from "react"

export type Scheme = "dark" | "light" | "auto"

/** Where the page's first script looks, before anything is painted. */
const STORED = "footlights.scheme"
const listeners = new Set<() => void>()
const night = () => matchMedia("(prefers-color-scheme: dark)")

function stored(): Scheme {
  try {
    const value = localStorage.getItem(STORED)
    return value === "dark" || value === "light" ? value : "auto"
  } catch {
    return "auto"
  }
}

function show(): void {
  const scheme = stored()
  const dark = scheme === "dark" || (scheme === "auto" && night().matches)
  document.documentElement.setAttribute("data-scheme", dark ? "dark" : "light")
}

/** Day or night, or as the system has it. */
export function setScheme(scheme: Scheme): void {
  try {
    localStorage.setItem(STORED, scheme)
  } catch {
    // Without storage the choice ends with the page.
  }
  show()
  for (const listener of listeners) listener()
}

export function useScheme(): Scheme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, stored)
}

/** Follows the system while nothing was chosen. */
export function followScheme(): void {
  show()
  night().addEventListener("change", show)
}
