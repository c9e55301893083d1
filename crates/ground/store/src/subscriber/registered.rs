//! Which subscribers exist, so that nobody trims what one of them has not seen. Knows no position.

use std::time::Duration;

use footlights_base::{Failure, Timestamp};

use super::Subscriber;
use super::passed::Crew;
use crate::{Keys, Read, Stop, Store, params, statements};

/// A subscriber that no node has run for so long holds nothing back any more.
const FORGOTTEN_AFTER: Duration = Duration::from_hours(7 * 24);

statements! {
    /// Says that a node runs this subscriber.
    SEEN = "INSERT INTO store_subscriber (name, kinds, seen_at) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET kinds = excluded.kinds, seen_at = excluded.seen_at";
    /// All that were run lately.
    ALL = "SELECT name, kinds FROM store_subscriber WHERE seen_at > $1 ORDER BY name";
}

/// What a subscriber waits for.
#[derive(Debug)]
pub(crate) struct Interest {
    pub(crate) name: String,
    kinds: Vec<String>,
}

impl Interest {
    /// Whether it wants events of this kind.
    pub(crate) fn wants(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted == kind)
    }
}

/// Says that this node runs these subscribers.
pub(crate) async fn register(
    store: &Store,
    subscribers: &[std::sync::Arc<dyn Subscriber>],
    crew: &Crew,
    now: Timestamp,
) -> Result<(), Failure> {
    let crew = crew.clone();
    let mut all: Vec<_> = subscribers.iter().map(|one| (one.name(), serde_json::json!(one.kinds()).to_string())).collect();
    // One order on every node, so that two starting at once do not wait for each other.
    all.sort_unstable();
    store
        .write("register_subscribers", Keys::none(), move |tx| {
            crew.enlist(tx)?;
            all.iter().try_for_each(|(name, kinds)| tx.run(SEEN, params![*name, kinds, now]))
        })
        .await
}

/// What all subscribers run lately, on any node, wait for.
pub(crate) fn interests(read: &mut impl Read, now: Timestamp) -> Result<Vec<Interest>, Stop> {
    let rows = read.rows(ALL, params![now.minus(FORGOTTEN_AFTER)])?;
    let interest = |row: &crate::Row| {
        let (name, kinds): (String, String) = (row.get(0)?, row.get(1)?);
        let kinds = serde_json::from_str(&kinds).map_err(|error| Stop::broken(format!("kinds of subscriber {name}: {error}")))?;
        Ok(Interest { name, kinds })
    };
    rows.iter().map(interest).collect()
}
