import { useEffect, useState } from "react"
import { onAnnouncement } from "./announcer.ts"

/** The one polite live region of a page. */
export function Announcer() {
  const [text, setText] = useState("")
  useEffect(() => onAnnouncement(setText), [])
  return (
    <div className="sr-only" role="log" aria-live="polite" aria-relevant="additions text">
      {text}
    </div>
  )
}
