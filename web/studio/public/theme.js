// Chooses day or night before the first paint. A file of its own, since the page allows no inline scripts.
;(() => {
  let chosen = "auto"
  try {
    chosen = localStorage.getItem("footlights.scheme") || "auto"
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  const light =
    chosen === "light" || (chosen === "auto" && matchMedia("(prefers-color-scheme: light)").matches)
  document.documentElement.setAttribute("data-scheme", light ? "light" : "dark")
})()
