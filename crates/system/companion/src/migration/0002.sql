CREATE TABLE companion_overlay (
    creator_id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    key_hash {bytes} NOT NULL UNIQUE,
    key_sealed {bytes} NOT NULL,
    rotated_at {int} NOT NULL
);

CREATE TABLE companion_alert (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    creator_id {bytes} NOT NULL,
    -- The creator until the alert is done.
    waits_for {bytes},
    kind {text} NOT NULL,
    tier {int} NOT NULL,
    chars {int} NOT NULL,
    test {bool} NOT NULL,
    tip_id {bytes},
    payload {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('held', 'queued', 'showing', 'done', 'skipped')),
    attempt {int} NOT NULL CHECK (attempt BETWEEN 0 AND 2),
    -- When a held one goes by itself.
    release_at {int},
    shown_until {int},
    more {int} NOT NULL,
    -- It has waited while an overlay was open.
    noticed {bool} NOT NULL,
    merged_into {bytes},
    replay_of {bytes},
    created_at {int} NOT NULL,
    ended_at {int}
);
CREATE INDEX companion_alert_waiting ON companion_alert (waits_for, created_at, id);
CREATE INDEX companion_alert_creator ON companion_alert (creator_id, created_at, id);
CREATE INDEX companion_alert_tip ON companion_alert (tip_id) WHERE tip_id IS NOT NULL;
