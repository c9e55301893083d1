import { type Session, take } from "@footlights/api"
import { Button, count, Dialog, DialogActs, formatMoney, notify, notifyFailure } from "@footlights/ui"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { activeSessionQuery, api } from "../queries.ts"

/** Ending cannot be undone, so the button that does it says the verb. */
export function EndSession({ session }: { session: Session }) {
  const client = useQueryClient()
  const [opened, setOpened] = useState(false)
  const end = useMutation({
    mutationFn: () => take(api.POST("/api/sessions/{id}/end", { params: { path: { id: session.id } } })),
    onSuccess: ({ totalTipsCents, tipCount, currency }) => {
      client.setQueryData(activeSessionQuery.queryKey, null)
      void client.invalidateQueries({ queryKey: ["sessions"] })
      notify(
        `The session has ended with ${formatMoney(totalTipsCents, currency)} in ${count(tipCount, "tip")}.`,
      )
    },
    onError: (failure) => {
      notifyFailure(failure)
      void client.invalidateQueries({ queryKey: activeSessionQuery.queryKey })
    },
  })
  return (
    <>
      <Button variant="outline" aria-haspopup="dialog" onClick={() => setOpened(true)}>
        End session
      </Button>
      <Dialog title="End this session" opened={opened} onClose={() => setOpened(false)}>
        <p>The totals stay. The session cannot be started again.</p>
        <DialogActs>
          <Button onClick={() => setOpened(false)}>Keep going</Button>
          <Button variant="outline" loading={end.isPending} onClick={() => end.mutate()}>
            End session
          </Button>
        </DialogActs>
      </Dialog>
    </>
  )
}
