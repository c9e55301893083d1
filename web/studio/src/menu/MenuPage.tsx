import type { MenuItem } from "@footlights/api"
import { Button, Card, Dialog, EmptyState, OrderList, words } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useCurrency } from "../settings/useCurrency.ts"
import { Asked } from "../shell/Asked.tsx"
import { Page } from "../shell/Page.tsx"
import { ItemEditor } from "./ItemEditor.tsx"
import styles from "./Menu.module.css"
import { bodyOf, CATEGORIES, emptyItem, formOf, limitWords, priceWords } from "./menuForm.ts"
import { changeItem, createItem, deleteItem, menuQuery, orderItems, toggleItem } from "./menuQueries.ts"

/** What a tip can ask for. A tip of exactly a price is that item. */
export function MenuPage() {
  const menu = useQuery(menuQuery)
  const currency = useCurrency()
  return (
    <Page title="Menu" lead="A tip of exactly a price asks for that item, and says so">
      <Card title="In this order for your viewers" aside={<Shown items={menu.data ?? []} />}>
        <Asked query={menu} what="the menu">
          {(items) => <Items items={items} currency={currency} />}
        </Asked>
      </Card>
      <Card title="New item">
        <ItemEditor
          first={emptyItem}
          currency={currency}
          save={(form) => createItem(bodyOf(form, currency))}
          says="Add to the menu"
          onDone={() => undefined}
        />
      </Card>
    </Page>
  )
}

function Shown({ items }: { items: readonly MenuItem[] }) {
  if (items.length === 0) return null
  return <span>{`${items.filter(({ active }) => active).length} of ${items.length} shown`}</span>
}

function Items({ items, currency }: { items: readonly MenuItem[]; currency: string }) {
  if (items.length === 0)
    return <EmptyState>Nothing on the menu. Add what your viewers may ask for, and what it costs.</EmptyState>
  return (
    <OrderList
      label="Menu"
      items={items}
      keyOf={({ id }) => id}
      nameOf={({ name }) => name}
      onOrder={orderItems}
      row={(item) => <Row item={item} currency={currency} />}
    />
  )
}

function Row({ item, currency }: { item: MenuItem; currency: string }) {
  const [editing, setEditing] = useState(false)
  const close = () => setEditing(false)
  const kind = CATEGORIES.find(({ value }) => value === item.category)?.label ?? item.category
  const notes = [kind, limitWords(item)].filter(Boolean).join(" · ")
  return (
    <div className={styles.item} data-off={!item.active}>
      <div className={styles.what}>
        <p>
          <b>
            <bdi>{words(item.name, 60)}</bdi>
          </b>
          <span className={styles.price}>{priceWords(item, currency)}</span>
        </p>
        {item.description ? <p className={styles.more}>{words(item.description, 300)}</p> : null}
        <small>{notes}</small>
      </div>
      <div className={styles.acts}>
        <Button
          variant="subtle"
          aria-label={`${item.active ? "Shown" : "Hidden"}: ${item.name}. ${item.active ? "Hide" : "Show"} it`}
          onClick={() => toggleItem(item)}
        >
          {item.active ? "Shown" : "Hidden"}
        </Button>
        <Button variant="subtle" aria-label={`Edit ${item.name}`} onClick={() => setEditing(true)}>
          Edit
        </Button>
        <Button variant="subtle" aria-label={`Delete ${item.name}`} onClick={() => deleteItem(item)}>
          Delete
        </Button>
      </div>
      <Dialog title="Change the item" opened={editing} onClose={close}>
        <ItemEditor
          first={formOf(item, currency)}
          currency={currency}
          save={(form) => changeItem(item.id, bodyOf(form, currency))}
          says="Save"
          onDone={close}
          onLeave={close}
        />
      </Dialog>
    </div>
  )
}
