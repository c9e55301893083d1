import { type ReactNode, useEffect } from "react"
import styles from "./Page.module.css"
import { PageHeader } from "./PageHeader.tsx"

interface PageProps {
  title: string
  /** One quiet sentence under the title. */
  lead?: ReactNode
  /** `beside` puts the second child at the side, where it stays in sight. */
  width?: "text" | "wide" | "beside"
  children: ReactNode
}

/** A page that is not the live one: its title, and its cards below each other. */
export function Page({ title, lead, width = "text", children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Footlights`
  }, [title])
  return (
    <>
      <PageHeader title={title}>{lead}</PageHeader>
      <main className={styles.main} data-width={width}>
        {children}
      </main>
    </>
  )
}

/** Cards below each other, as one child of a page. */
export function Column({ children, sticks = false }: { children: ReactNode; sticks?: boolean }) {
  return (
    <div className={styles.column} data-sticks={sticks}>
      {children}
    </div>
  )
}
