CREATE TABLE companion_session (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    creator_id {bytes} NOT NULL,
    platform {text} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('active', 'ended')),
    title {text},
    metadata {text} NOT NULL,
    currency {text} NOT NULL,
    started_at {int} NOT NULL,
    ended_at {int},
    total_tips_cents {int} NOT NULL CHECK (total_tips_cents BETWEEN 0 AND 9007199254740991),
    tip_count {int} NOT NULL CHECK (tip_count >= 0),
    viewer_count {int} NOT NULL CHECK (viewer_count BETWEEN 0 AND 10000000),
    peak_viewers {int} NOT NULL CHECK (peak_viewers BETWEEN 0 AND 10000000),
    -- The average is an area divided by its length: viewers times milliseconds, from the first report on.
    viewers_from {int},
    viewers_at {int},
    viewer_ms {int} NOT NULL,
    CHECK ((status = 'ended') = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX companion_session_active ON companion_session (creator_id) WHERE status = 'active';
CREATE INDEX companion_session_creator ON companion_session (creator_id, started_at, id);

CREATE TABLE companion_tip (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    creator_id {bytes} NOT NULL,
    session_id {bytes} NOT NULL REFERENCES companion_session (id),
    platform {text} NOT NULL,
    amount_cents {int} NOT NULL CHECK (amount_cents BETWEEN 1 AND 100000000),
    currency {text} NOT NULL,
    amount_tokens {int},
    tipper_name {text},
    message {text},
    -- Name and message, case-folded and normalised, for the search.
    search {text} NOT NULL,
    source {text} NOT NULL,
    external_id {text},
    menu_item_id {bytes},
    held {bool} NOT NULL,
    refunded_cents {int} NOT NULL CHECK (refunded_cents BETWEEN 0 AND amount_cents),
    created_at {int} NOT NULL
);
CREATE INDEX companion_tip_session ON companion_tip (session_id, created_at, id);
CREATE INDEX companion_tip_creator ON companion_tip (creator_id, created_at, id);
CREATE UNIQUE INDEX companion_tip_external ON companion_tip (creator_id, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE companion_note (
    id {bytes} NOT NULL PRIMARY KEY,
    session_id {bytes} NOT NULL REFERENCES companion_session (id),
    text {text} NOT NULL,
    created_at {int} NOT NULL
);
CREATE INDEX companion_note_session ON companion_note (session_id, created_at, id);
