CREATE TABLE companion_custom_animation (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    creator_id {bytes} NOT NULL,
    name {text} NOT NULL,
    image_id {bytes},
    sound_id {bytes},
    video_id {bytes},
    duration_ms {int} NOT NULL CHECK (duration_ms BETWEEN 500 AND 30000),
    created_at {int} NOT NULL
);
CREATE INDEX companion_custom_animation_creator ON companion_custom_animation (creator_id, created_at, id);

-- Uploaded files, in parts, so that a range is read without the rest and a slow reader holds one part.
CREATE TABLE companion_asset (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    creator_id {bytes} NOT NULL,
    media_type {text} NOT NULL,
    byte_count {int} NOT NULL CHECK (byte_count BETWEEN 1 AND 8388608),
    created_at {int} NOT NULL
);
CREATE TABLE companion_asset_part (
    asset_id {bytes} NOT NULL REFERENCES companion_asset (id),
    number {int} NOT NULL,
    content {bytes} NOT NULL,
    PRIMARY KEY (asset_id, number)
);

-- What each tipper has given in a session and not got back.
CREATE TABLE companion_session_tipper (
    session_id {bytes} NOT NULL REFERENCES companion_session (id),
    name_folded {text} NOT NULL,
    name {text} NOT NULL,
    amount_cents {int} NOT NULL,
    reached_at {int} NOT NULL,
    PRIMARY KEY (session_id, name_folded)
);
CREATE INDEX companion_session_tipper_amount ON companion_session_tipper (session_id, amount_cents DESC, reached_at, name_folded);
