//! Finding what no commit of this node told of: events from before the start, and of other nodes. Handles nothing.

use footlights_base::{Failure, Timestamp, Topic};

use crate::log::changed_topics;
use crate::{Read as _, ReadTx, Store, params, statements};

/// How many topics one page of a walk holds.
pub(crate) const TOPICS_PER_PAGE: u32 = 500;

statements! {
    /// Topics in which a subscriber is behind, in order of their names.
    BEHIND = "SELECT t.id, COALESCE(p.position, 0) FROM topic t
        LEFT JOIN store_position p ON p.topic = t.id AND p.subscriber = $1
        WHERE t.id > $2 AND t.last > COALESCE(p.position, 0) AND NOT EXISTS (
            SELECT 1 FROM store_passed c JOIN store_crew m ON m.crew = c.crew AND m.subscriber = $1
            WHERE c.topic = t.id AND c.through >= t.last)
        ORDER BY t.id LIMIT $3";
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
