//! What became of a transaction whose connection died around its commit.

use std::time::Duration;

use super::link::Links;
use crate::meter::Stopwatch;

/// How long the server is asked.
const ASKED_MAX: Duration = Duration::from_secs(10);
/// The pause between two questions.
const PAUSE: Duration = Duration::from_millis(50);

/// What the server says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Committed,
    Aborted,
    /// It cannot be asked, or has forgotten.
    Unknown,
}

/// Asks until the server knows for certain. The new connection stays with `links`.
pub(super) async fn resolve(links: &mut Links, transaction: i64) -> Fate {
    let started = Stopwatch::start();
    while started.elapsed() < ASKED_MAX {
        match ask(links, transaction).await {
            Ok(Some(fate)) => return fate,
            // The old connection's process has not noticed yet.
            Ok(None) => {}
            Err(error) => {
                tracing::debug!(%error, "the server cannot be asked yet");
                links.drop_present();
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    Fate::Unknown
}

async fn ask(links: &mut Links, transaction: i64) -> Result<Option<Fate>, tokio_postgres::Error> {
    if links.present.is_none() {
        links.present = Some(links.try_connect().await?);
    }
    let Some(link) = &links.present else { return Ok(None) };
    let row = link.server.client.query_one("SELECT pg_xact_status(CAST(CAST($1 AS TEXT) AS xid8))", &[&transaction.to_string()]).await?;
    Ok(match row.try_get::<_, Option<&str>>(0)? {
        Some("committed") => Some(Fate::Committed),
        Some("aborted") => Some(Fate::Aborted),
        Some(_) => None,
        None => Some(Fate::Unknown),
    })
}
