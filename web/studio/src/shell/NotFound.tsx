import { EmptyState } from "@footlights/ui"
import { Link } from "@tanstack/react-router"

export function NotFound() {
  return (
    <main>
      <EmptyState action={<Link to="/">Go to Live</Link>}>There is no page at this address.</EmptyState>
    </main>
  )
}
