//! Stored answers of idempotency keys go when their time is over, a few at a time.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Clock, Failure, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::{Keys, Read as _, Store, Tx, params, statements};

/// The pause between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// About how many answers go at a time.
const ANSWERS_PER_STEP: i64 = 1_000;

statements! {
    /// Up to when a step reaches, if there are so many.
    REACH = "SELECT expires_at FROM store_once WHERE expires_at <= $1 ORDER BY expires_at, scope, once_key LIMIT 1 OFFSET $2";
    /// What is over by then.
    EXPIRE = "DELETE FROM store_once WHERE expires_at <= $1";
}

/// Removes answers whose time is over until `stop`.
pub(super) async fn keep_expiring(store: Store, clock: Arc<dyn Clock>, stop: CancellationToken) {
    loop {
        match step(&store, clock.now()).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(failure) => tracing::debug!(%failure, "expired answers were not removed"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// One step; whether there is more.
async fn step(store: &Store, now: Timestamp) -> Result<bool, Failure> {
    let expire = move |tx: &mut Tx<'_>| {
        let reach = tx.optional(REACH, params![now, ANSWERS_PER_STEP])?;
        let until: Timestamp = reach.as_ref().map_or(Ok(now), |row| row.get(0))?;
        tx.run(EXPIRE, params![until])?;
        Ok(reach.is_some())
    };
    store.write("expire_answers", Keys::none(), expire).await
}
