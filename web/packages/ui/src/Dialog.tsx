import { type ReactNode, useEffect, useId, useRef } from "react"
import styles from "./Dialog.module.css"

interface DialogProps {
  title: string
  opened: boolean
  onClose: () => void
  /** For forms with more than a few fields. */
  wide?: boolean
  children: ReactNode
}

/** The browser's own dialog: it keeps the focus inside, closes on Esc and gives the focus back. */
export function Dialog({ title, opened, onClose, wide = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (opened) element.current?.showModal()
    else element.current?.close()
  }, [opened])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it already; the click is on the dark around it
    <dialog
      ref={element}
      className={styles.dialog}
      data-wide={wide || undefined}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      {opened ? (
        <div className={styles.inside}>
          <header>
            <h2 id={id}>{title}</h2>
            <button type="button" aria-label="Close" onClick={onClose}>
              ×
            </button>
          </header>
          {children}
        </div>
      ) : null}
    </dialog>
  )
}

/** The buttons at the foot of a dialog. */
export function DialogActs({ children }: { children: ReactNode }) {
  return <div className={styles.acts}>{children}</div>
}
