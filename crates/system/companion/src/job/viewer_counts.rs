//! Tells those who watch how many there are: without a number, and a few times a second at most.
//!
//! What is told is read when it is told, by one task, so no older count follows a newer one from this node.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::Failure;
use tokio_util::sync::CancellationToken;

use crate::Companion;
use crate::events::SessionUpdated;
use crate::model::{SessionId, SessionStatus};

/// The pause after each round.
const PACE: Duration = Duration::from_millis(250);

/// The slot for where counts are shown: whoever holds the sockets fills it.
pub trait CountBoard: Send + Sync + 'static {
    /// Tells all who follow a session, on all nodes, how many watch it.
    fn show(&self, figures: &SessionUpdated);
}

impl Companion {
    /// Tells viewer counts until cancelled; the server's task tracker owns it.
    pub async fn tell_viewers(self, board: Arc<dyn CountBoard>, cancel: CancellationToken) {
        while let Some(counted) = cancel.run_until_cancelled(self.counted.take()).await {
            for session in counted {
                match self.live_figures(session).await {
                    Ok(Some(figures)) => board.show(&figures),
                    Ok(None) => {}
                    Err(failure) => tracing::warn!(%failure, "a viewer count could not be read; the next one tells"),
                }
            }
            if cancel.run_until_cancelled(tokio::time::sleep(PACE)).await.is_none() {
                return;
            }
        }
    }

    /// The figures of a session, while it is live: its end is told by an event of its own.
    async fn live_figures(&self, id: SessionId) -> Result<Option<SessionUpdated>, Failure> {
        let session = self.find_session(id).await?;
        Ok((session.status == SessionStatus::Active).then(|| SessionUpdated::of(&session, self.now())))
    }
}
