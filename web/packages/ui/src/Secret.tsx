import { useEffect, useRef, useState } from "react"
import { announce } from "./announcer.ts"
import { Button } from "./Button.tsx"
import { copyText } from "./clipboard.ts"
import styles from "./Secret.module.css"

interface SecretProps {
  /** What it is, for people who cannot see it: "Overlay address". */
  label: string
  /** Fetched only when it is asked for. */
  reveal: () => Promise<string>
  /** Changes when the secret does: what was shown is hidden again. */
  version?: string | null | undefined
  onFailure: (failure: unknown) => void
  /** One line: for several below each other. */
  compact?: boolean
}

/** Shown secrets hide again by themselves: studios get streamed. */
const SHOWN_MS = 30_000

/** A secret, hidden until asked for; copying does not show it. */
export function Secret({ label, reveal, version, onFailure, compact = false }: SecretProps) {
  const [shown, setShown] = useState<string>()
  const [copied, setCopied] = useState(false)
  const known = useRef(version)
  useEffect(() => {
    // A new version hides what was shown of the old one; the first one that is told is no new one, it may come after the secret.
    if (known.current && known.current !== version) setShown(undefined)
    known.current = version
  }, [version])
  useEffect(() => {
    if (shown === undefined) return
    const timer = setTimeout(() => setShown(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [shown])
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])

  const toggle = () => {
    if (shown !== undefined) setShown(undefined)
    else reveal().then(setShown, onFailure)
  }
  const copy = async () => {
    try {
      if (!(await copyText(shown ?? (await reveal()))))
        throw new Error("The browser does not allow copying here. Show it and copy it by hand.")
      setCopied(true)
      announce(`${label} copied`)
    } catch (failure) {
      onFailure(failure)
    }
  }
  return (
    <div className={styles.secret} data-compact={compact || undefined}>
      <code data-shown={shown !== undefined}>{shown ?? `${label} hidden`}</code>
      <Button onClick={toggle} aria-label={`${shown === undefined ? "Show" : "Hide"} ${label.toLowerCase()}`}>
        {shown === undefined ? "Show" : "Hide"}
      </Button>
      <Button onClick={copy} aria-label={`Copy ${label.toLowerCase()}`}>
        {copied ? "Copied" : "Copy"}
      </Button>
    </div>
  )
}
