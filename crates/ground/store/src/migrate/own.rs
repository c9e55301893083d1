//! The store's own tables: topics, the event log, idempotency keys.

use super::{Migrations, Step};
use crate::durable_schema::{DURABLE, PASSED, POSITIONS_BY_TOPIC};

/// Runs before the steps of any system.
pub(super) const OWN: Migrations = Migrations {
    system: "store",
    steps: &[
        Step { version: 1, name: "topics_events_once", sql: TOPICS },
        Step { version: 2, name: "durable", sql: DURABLE },
        Step { version: 3, name: "passed", sql: PASSED },
        Step { version: 4, name: "positions_by_topic", sql: POSITIONS_BY_TOPIC },
    ],
};

const TOPICS: &str = "
CREATE TABLE topic (
    id {text} NOT NULL PRIMARY KEY,
    last {int} NOT NULL CHECK (last >= 0),
    epoch {int} NOT NULL,
    version {int} NOT NULL,
    changed_at {int} NOT NULL
);
CREATE INDEX topic_changed ON topic (changed_at, id);
CREATE TABLE event (
    topic {text} NOT NULL,
    sequence {int} NOT NULL,
    id {bytes} NOT NULL,
    kind {text} NOT NULL,
    tenant {bytes} NOT NULL,
    occurred_at {int} NOT NULL,
    display_at {int} NOT NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (topic, sequence)
);
CREATE TABLE store_once (
    scope {text} NOT NULL,
    once_key {text} NOT NULL,
    fingerprint {bytes} NOT NULL,
    answer {text},
    expires_at {int} NOT NULL,
    PRIMARY KEY (scope, once_key)
);
CREATE INDEX store_once_expiry ON store_once (expires_at);
";
