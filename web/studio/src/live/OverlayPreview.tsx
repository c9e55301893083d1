import { useQuery } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"
import { revealOverlay } from "../queries.ts"
import styles from "./OverlayCard.module.css"

/** What an overlay is drawn for. */
const WIDTH = 1920

/** The real overlay, small, looking on only: it ends no alert and makes no sound. */
export function OverlayPreview({ version }: { version: string | null | undefined }) {
  const box = useRef<HTMLDivElement>(null)
  const [scale, setScale] = useState(0)
  const address = useQuery({
    queryKey: ["overlay", "preview", version ?? ""],
    queryFn: async () => `${new URL(await revealOverlay(), location.origin).pathname}?preview=1`,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    enabled: version !== undefined,
  })
  useEffect(() => {
    if (!box.current) return
    const observer = new ResizeObserver(([entry]) => setScale((entry?.contentRect.width ?? 0) / WIDTH))
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={box} className={styles.preview}>
      {address.data && scale > 0 ? (
        <iframe
          title="Overlay preview"
          src={address.data}
          tabIndex={-1}
          loading="lazy"
          style={{ transform: `scale(${scale})` }}
        />
      ) : null}
    </div>
  )
}
