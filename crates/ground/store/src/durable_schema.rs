//! The tables of what outlives a process: positions, dead letters, jobs, leases, logs, documents.
//! A step of the store's own migrations; knows nothing of topics and events, which are the core's.

/// Positions of subscribers, jobs, leases, append-only logs and documents.
pub(crate) const DURABLE: &str = "
CREATE TABLE store_subscriber (
    name {text} NOT NULL PRIMARY KEY,
    kinds {text} NOT NULL,
    seen_at {int} NOT NULL
);
CREATE TABLE store_position (
    subscriber {text} NOT NULL,
    topic {text} NOT NULL,
    position {int} NOT NULL,
    attempts {int} NOT NULL,
    retry_at {int} NOT NULL,
    error {text},
    PRIMARY KEY (subscriber, topic)
);
CREATE INDEX store_position_failing ON store_position (subscriber, topic) WHERE attempts > 0;
CREATE TABLE store_trim (
    topic {text} NOT NULL PRIMARY KEY,
    through {int} NOT NULL
);
CREATE TABLE store_dead_letter (
    id {bytes} NOT NULL PRIMARY KEY,
    source {text} NOT NULL CHECK (source IN ('subscriber', 'job')),
    name {text} NOT NULL,
    key {text} NOT NULL,
    content {text} NOT NULL,
    error {text} NOT NULL,
    attempts {int} NOT NULL,
    died_at {int} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('dead', 'replaying', 'replayed')),
    replayed_at {int}
);
CREATE INDEX store_dead_letter_latest ON store_dead_letter (died_at, id);
CREATE TABLE store_job (
    id {bytes} NOT NULL PRIMARY KEY,
    queue {text} NOT NULL,
    key {text} NOT NULL,
    timer {text},
    run_at {int} NOT NULL,
    attempts {int} NOT NULL,
    payload {text} NOT NULL,
    claim {bytes},
    error {text},
    UNIQUE (queue, timer)
);
CREATE INDEX store_job_due ON store_job (queue, run_at, id);
CREATE TABLE store_job_claim (
    queue {text} NOT NULL,
    key {text} NOT NULL,
    claim {bytes} NOT NULL,
    job {bytes} NOT NULL,
    until_ms {int} NOT NULL,
    PRIMARY KEY (queue, key)
);
CREATE TABLE store_lease (
    name {text} NOT NULL PRIMARY KEY,
    owner {text} NOT NULL,
    token {int} NOT NULL,
    until_ms {int} NOT NULL
);
CREATE TABLE store_log (
    name {text} NOT NULL PRIMARY KEY,
    last {int} NOT NULL,
    snapshot_through {int} NOT NULL,
    snapshot {bytes}
);
CREATE TABLE store_log_entry (
    name {text} NOT NULL,
    sequence {int} NOT NULL,
    content {bytes} NOT NULL,
    PRIMARY KEY (name, sequence)
);
CREATE TABLE store_document (
    collection {text} NOT NULL,
    id {text} NOT NULL,
    version {int} NOT NULL,
    content {bytes} NOT NULL,
    PRIMARY KEY (collection, id)
);
";

/// What all subscribers of a node have passed in a topic, and who they are.
pub(crate) const PASSED: &str = "
CREATE TABLE store_crew (
    crew {text} NOT NULL,
    subscriber {text} NOT NULL,
    PRIMARY KEY (crew, subscriber)
);
CREATE TABLE store_passed (
    topic {text} NOT NULL PRIMARY KEY,
    crew {text} NOT NULL,
    through {int} NOT NULL
);
";

/// Positions in the order of their topics: those of one topic are read, moved and trimmed together.
pub(crate) const POSITIONS_BY_TOPIC: &str = "
CREATE TABLE store_position_by_topic (
    topic {text} NOT NULL,
    subscriber {text} NOT NULL,
    position {int} NOT NULL,
    attempts {int} NOT NULL,
    retry_at {int} NOT NULL,
    error {text},
    PRIMARY KEY (topic, subscriber)
);
INSERT INTO store_position_by_topic (topic, subscriber, position, attempts, retry_at, error)
    SELECT topic, subscriber, position, attempts, retry_at, error FROM store_position ORDER BY topic, subscriber;
DROP TABLE store_position;
ALTER TABLE store_position_by_topic RENAME TO store_position;
CREATE INDEX store_position_failing ON store_position (subscriber, topic) WHERE attempts > 0;
";
