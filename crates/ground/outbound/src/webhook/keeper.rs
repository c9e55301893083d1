//! What runs beside deliveries: hearing of other nodes' webhooks, and keeping logs within their limits.

use std::time::Duration;

use footlights_base::{EventId, Failure};
use footlights_store::{ReadTx, Tx};
use tokio_util::sync::CancellationToken;

use super::row::{delivery, endpoint};
use super::sender::switch_off;
use super::settings::{ENDED_KEPT_FOR, PENDING_MAX};
use super::{OffReason, WebhookId, Webhooks, topic};

/// How soon a node hears of a webhook another one made.
const LEARN_EVERY: Duration = Duration::from_secs(1);
/// How often logs are trimmed.
const TIDY_EVERY: Duration = Duration::from_mins(1);
/// How many webhooks one step looks at.
const PER_STEP: i64 = 100;

impl Webhooks {
    /// Runs until cancelled; the server's task tracker owns it.
    pub async fn keep(self, cancel: CancellationToken) {
        let (mut learn, mut tidy) = (tokio::time::interval(LEARN_EVERY), tokio::time::interval(TIDY_EVERY));
        loop {
            let done = tokio::select! {
                () = cancel.cancelled() => return,
                _ = learn.tick() => self.learn().await,
                _ = tidy.tick() => self.tidy_up().await,
            };
            if let Err(failure) = done {
                tracing::warn!(%failure, "looking after webhooks failed; it comes again");
            }
        }
    }

    /// One round: logs within their limits, and whoever lets too much pile up switched off.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tidy_up(&self) -> Result<(), Failure> {
        let mut after = WebhookId::from_bytes([0; 16]);
        loop {
            let page = self.store.read("webhooks.page", move |read: &mut ReadTx<'_>| endpoint::ids(read, after, PER_STEP)).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = *last;
            for id in page {
                self.tidy_one(id).await?;
            }
        }
    }

    async fn tidy_one(&self, id: WebhookId) -> Result<(), Failure> {
        let now = self.clock.now();
        let event = EventId::new(&*self.clock, &self.chance);
        let tidy = move |tx: &mut Tx<'_>| {
            delivery::trim(tx, id, now.minus(ENDED_KEPT_FOR))?;
            if delivery::overflows(tx, id, PENDING_MAX)?
                && let Some((webhook, _)) = endpoint::with_secrets(tx, id, now)?
            {
                switch_off(tx, &webhook, OffReason::Overflowing, event, now)?;
            }
            Ok(())
        };
        self.store.write("webhooks.tidy_up", topic(id), tidy).await
    }
}
