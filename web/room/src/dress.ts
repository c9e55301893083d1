/** Day or night as the system has it. */
export function dress(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)")
  const follow = () => {
    document.documentElement.dataset.scheme = dark.matches ? "dark" : "light"
  }
  dark.addEventListener("change", follow)
  follow()
}
