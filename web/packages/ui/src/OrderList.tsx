import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react"
import { announce } from "./announcer.ts"
import styles from "./OrderList.module.css"
import { moved, slotAt } from "./order.ts"

interface OrderListProps<T> {
  label: string
  items: readonly T[]
  keyOf: (item: T) => string
  nameOf: (item: T) => string
  row: (item: T) => ReactNode
  /** The new order of the keys, once something was put down. */
  onOrder: (keys: string[]) => void
}

interface Carried {
  key: string
  /** Where it would be put down now. */
  to: number
}

/**
 * A list in an order of one's own. With a pointer: drag the handle. By keyboard: Space or Enter takes an item up,
 * the arrows carry it, Space puts it down, Esc puts it back.
 */
export function OrderList<T>({ label, items, keyOf, nameOf, row, onOrder }: OrderListProps<T>) {
  const list = useRef<HTMLOListElement>(null)
  const [carried, setCarried] = useState<Carried>()
  const keys = items.map(keyOf)
  const from = carried ? keys.indexOf(carried.key) : -1
  const shown = carried && from >= 0 ? moved(items, from, carried.to) : items

  const carry = (key: string, name: string, to: number) => {
    const place = Math.max(0, Math.min(items.length - 1, to))
    setCarried({ key, to: place })
    announce(`${name}, place ${place + 1} of ${items.length}`)
  }
  const putDown = (name: string) => {
    if (!carried) return
    setCarried(undefined)
    if (carried.to !== from) onOrder(moved(keys, from, carried.to))
    announce(`${name} put down at place ${carried.to + 1}`)
  }
  const pressed = (event: KeyboardEvent, key: string, name: string) => {
    const held = carried?.key === key
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault()
      if (held) putDown(name)
      else {
        setCarried({ key, to: keys.indexOf(key) })
        announce(`${name} taken up. Arrows move it, Space puts it down, Escape puts it back.`)
      }
    } else if (held && step) {
      event.preventDefault()
      carry(key, name, carried.to + step)
    } else if (held && event.key === "Escape") {
      event.preventDefault()
      setCarried(undefined)
      announce(`${name} put back`)
    }
  }
  const dragged = (event: PointerEvent, key: string) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !list.current) return
    const rows = [...list.current.children].map((child) => child.getBoundingClientRect())
    setCarried({ key, to: slotAt(rows, event.clientY) })
  }
  return (
    <ol ref={list} className={styles.list} aria-label={label}>
      {shown.map((item) => {
        const key = keyOf(item)
        const name = nameOf(item)
        return (
          <li key={key} data-carried={carried?.key === key || undefined}>
            <button
              type="button"
              className={styles.handle}
              aria-label={`Move ${name}`}
              aria-pressed={carried?.key === key}
              onKeyDown={(event) => pressed(event, key, name)}
              onBlur={() => {
                if (carried?.key === key) setCarried(undefined)
              }}
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId)
                setCarried({ key, to: keys.indexOf(key) })
              }}
              onPointerMove={(event) => dragged(event, key)}
              onPointerUp={() => putDown(name)}
              onPointerCancel={() => setCarried(undefined)}
            >
              <span aria-hidden="true">⠿</span>
            </button>
            <div className={styles.row}>{row(item)}</div>
          </li>
        )
      })}
    </ol>
  )
}
