import type { Theme } from "@footlights/api"
import { useQuery } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"
import { revealOverlay } from "../queries.ts"
import styles from "./OverlayCard.module.css"

/** What an overlay is drawn for. */
const WIDTH = 1920

interface OverlayPreviewProps {
  /** Changes when the address does. */
  version: string | null | undefined
  /** A look that is not saved yet: the preview wears it, no other overlay does. */
  draft?: Theme | undefined
}

/** The real overlay, small, looking on only: it ends no alert and makes no sound. */
export function OverlayPreview({ version, draft }: OverlayPreviewProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [opened, setOpened] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that has just opened is told, too
  useEffect(() => {
    if (draft) frame.current?.contentWindow?.postMessage({ footlightsTheme: draft }, location.origin)
  }, [draft, opened])
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
          ref={frame}
          onLoad={() => setOpened((times) => times + 1)}
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
