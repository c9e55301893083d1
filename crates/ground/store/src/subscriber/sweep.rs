//! Finding what no commit of this node told of: events from before the start, and of other nodes. Handles nothing.

use footlights_base::{Failure, Timestamp, Topic};

use super::position::Place;
use crate::log::changed_topics;
use crate::{Keys, Read as _, ReadTx, Store, params, statements};

/// How many topics one page of a walk holds.
pub(crate) const TOPICS_PER_PAGE: u32 = 500;

statements! {
    /// Topics in which a subscriber is behind, in order of their names.
    BEHIND = "SELECT t.id, COALESCE(p.position, 0) FROM topic t
        LEFT JOIN store_position p ON p.topic = t.id AND p.subscriber = $1
        WHERE t.id > $2 AND t.last > COALESCE(p.position, 0) ORDER BY t.id LIMIT $3";
}

/// A page of the topics in which `subscriber` is behind, with its position.
pub(crate) async fn behind(store: &Store, subscriber: &'static str, after: &str) -> Result<Vec<(Topic, i64)>, Failure> {
    let after = after.to_owned();
    let page = move |read: &mut ReadTx<'_>| {
        let rows = read.rows(BEHIND, params![subscriber, &after, i64::from(TOPICS_PER_PAGE)])?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    };
    store.read("sweep_all_topics", page).await
}

/// A page of the topics that changed in a span of time, with their last number.
pub(crate) async fn changed(store: &Store, from: Timestamp, to: Timestamp, after: &str) -> Result<Vec<(Topic, i64)>, Failure> {
    let after = after.to_owned();
    store.read("sweep_changed_topics", move |read: &mut ReadTx<'_>| changed_topics(read, from, to, &after, TOPICS_PER_PAGE)).await
}

/// Writes down up to where nothing is wanted, so that neither the next start nor trimming looks there again.
pub(crate) async fn save_skips(store: &Store, mut skips: Vec<(Place, i64)>) -> Result<(), Failure> {
    if skips.is_empty() {
        return Ok(());
    }
    // One order on every node, so that two saving at once do not wait for each other.
    skips.sort_unstable_by(|(a, _), (b, _)| (a.subscriber, &a.topic).cmp(&(b.subscriber, &b.topic)));
    store.write("save_skipped_events", Keys::none(), move |tx| skips.iter().try_for_each(|(place, through)| place.skip(tx, *through))).await
}
