import { take } from "@footlights/api"
import { Button, Dialog, DialogActs, LinkButton, notify, notifyFailure } from "@footlights/ui"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { api, overlayQuery } from "../queries.ts"

/** A new address for the overlay; the old one stops at once and for good. */
export function RotateKey() {
  const client = useQueryClient()
  const [opened, setOpened] = useState(false)
  const rotate = useMutation({
    mutationFn: () => take(api.POST("/api/overlay/rotate")),
    onSuccess: async () => {
      setOpened(false)
      await client.invalidateQueries({ queryKey: overlayQuery.queryKey })
      notify("The overlay key was rotated. Copy the new address into OBS.")
    },
    onError: notifyFailure,
  })
  return (
    <>
      <LinkButton aria-haspopup="dialog" onClick={() => setOpened(true)}>
        New address
      </LinkButton>
      <Dialog title="New overlay address" opened={opened} onClose={() => setOpened(false)}>
        <p>
          The address in OBS stops working at once, and you paste the new one there. Do this when the old one
          was seen.
        </p>
        <DialogActs>
          <Button onClick={() => setOpened(false)}>Keep the old one</Button>
          <Button variant="outline" loading={rotate.isPending} onClick={() => rotate.mutate()}>
            Rotate key
          </Button>
        </DialogActs>
      </Dialog>
    </>
  )
}
