/** OBS says whether the source is on the programme; a browser says whether the page is seen. */
export function followActivity(tell: (active: boolean) => void): () => boolean {
  let active = document.visibilityState === "visible"
  const set = (next: boolean) => {
    if (next === active) return
    active = next
    tell(active)
  }
  addEventListener("obsSourceActiveChanged", (event) => {
    const { detail } = event as CustomEvent<{ active?: boolean }>
    set(detail?.active === true)
  })
  document.addEventListener("visibilitychange", () => set(document.visibilityState === "visible"))
  return () => active
}
