//! What runs beside the requests: word of other nodes is heeded, and once a minute a round is made.

use std::time::Duration;

use footlights_base::Failure;
use footlights_store::Keys;
use tokio_util::sync::CancellationToken;

use crate::Identity;
use crate::revocation::{News, Revoked};
use crate::store::{session, token};

/// How often a round is made; sockets outlive the token they were opened with by so much at most.
const ROUND: Duration = Duration::from_secs(60);

/// Keeps one node's identity in order; made before the node accepts anybody, so that no word of other nodes is missed.
pub struct Keeper {
    identity: Identity,
    news: News,
}

impl Keeper {
    /// Runs until cancelled; the server's task tracker owns it.
    pub async fn run(self, cancel: CancellationToken) {
        let Self { identity, mut news } = self;
        let mut round = tokio::time::interval(ROUND);
        loop {
            tokio::select! {
                () = cancel.cancelled() => return,
                () = identity.heed_next(&mut news) => {}
                _ = round.tick() => {
                    if let Err(failure) = identity.tidy_up().await {
                        tracing::error!(%failure, "identity's round failed; it comes again");
                    }
                }
            }
        }
    }
}

impl Identity {
    /// Begins to listen to the other nodes.
    ///
    /// # Errors
    /// When the cluster does not take the subscription.
    pub async fn keeper(&self) -> Result<Keeper, Failure> {
        Ok(Keeper { identity: self.clone(), news: self.news().await? })
    }

    /// One round: fresh signing keys, no expired sign-ins and tokens, nor sockets opened with them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tidy_up(&self) -> Result<(), Failure> {
        self.keep_signing_keys().await?;
        let now = self.now();
        let expired = self
            .store
            .write("identity.tidy_up", Keys::none(), move |tx| {
                let mut expired = session::end_expired(tx, now)?;
                expired.extend(token::delete_expired(tx, now)?);
                Ok(expired)
            })
            .await?;
        // Requests are checked each time, but a socket that was opened in time would stay for ever.
        self.put_out(expired.into_iter().map(Revoked::Credential));
        Ok(())
    }
}
