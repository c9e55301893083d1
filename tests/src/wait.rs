//! Waiting for something to become true, with an end.

use std::future::Future;
use std::time::Duration;

/// How often we look.
const EVERY: Duration = Duration::from_millis(10);
/// How long anything may take on a busy machine.
const AT_MOST: Duration = Duration::from_secs(30);

/// Looks until `look` gives something.
///
/// # Panics
/// When it does not within half a minute; `what` says what was waited for.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            // sleep: the other side is another process and tells nobody when it changes
            tokio::time::sleep(EVERY).await;
        }
    };
    tokio::time::timeout(AT_MOST, looking).await.unwrap_or_else(|_| panic!("waited in vain for: {what}"))
}
