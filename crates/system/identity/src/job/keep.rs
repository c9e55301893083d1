//! The hourly round.

use std::time::Duration;

use footlights_base::Failure;
use footlights_store::Keys;
use tokio_util::sync::CancellationToken;

use crate::Identity;
use crate::revocation::Revoked;
use crate::store::{session, token};

/// How often.
const ROUND: Duration = Duration::from_secs(3_600);

impl Identity {
    /// Runs until cancelled; the server's task tracker owns it.
    pub async fn keep(self, cancel: CancellationToken) {
        let mut round = tokio::time::interval(ROUND);
        loop {
            tokio::select! {
                () = cancel.cancelled() => return,
                _ = round.tick() => {
                    if let Err(failure) = self.tidy_up().await {
                        tracing::error!(%failure, "identity's hourly round failed; it comes again");
                    }
                }
            }
        }
    }

    /// One round: fresh signing keys, no expired sign-ins and tokens.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tidy_up(&self) -> Result<(), Failure> {
        self.keep_signing_keys().await?;
        let now = self.now();
        self.store
            .write("identity.tidy_up", Keys::none(), move |tx| {
                session::end_expired(tx, now)?;
                token::delete_expired(tx, now)
            })
            .await?;
        Ok(())
    }

    /// What is revoked does not count on this node any more.
    pub(crate) fn heed(&self, revoked: Revoked) {
        self.cache.forget(revoked);
        self.cutter.cut(revoked);
    }
}
