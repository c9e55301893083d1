CREATE TABLE parlor_room (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    owner_id {bytes} NOT NULL,
    name {text} NOT NULL,
    description {text} NOT NULL,
    visibility {text} NOT NULL,
    status {text} NOT NULL,
    -- JSON: a list of folded words.
    tags {text} NOT NULL,
    capacity {int} CHECK (capacity > 0),
    stage_size {int} NOT NULL CHECK (stage_size >= 0),
    default_join_role {text} NOT NULL,
    -- JSON: a list of rules.
    policy {text} NOT NULL,
    password_hash {text},
    guests_allowed {bool} NOT NULL,
    slow_mode_seconds {int} NOT NULL,
    held_kind {text},
    held_id {text},
    -- Participants who are in it, and those of them on the stage; kept by every change of theirs.
    participants {int} NOT NULL CHECK (participants >= 0),
    on_stage {int} NOT NULL CHECK (on_stage >= 0),
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    purge_at {int}
);
CREATE INDEX parlor_room_public ON parlor_room (tenant_id, visibility, status, id);
CREATE INDEX parlor_room_owner ON parlor_room (owner_id, id);

CREATE TABLE parlor_room_tag (
    room_id {bytes} NOT NULL REFERENCES parlor_room (id) ON DELETE CASCADE,
    tenant_id {bytes} NOT NULL,
    tag {text} NOT NULL,
    PRIMARY KEY (room_id, tag)
);
CREATE INDEX parlor_room_tag_tag ON parlor_room_tag (tenant_id, tag, room_id);

-- Folded words of a room's name, tags and description: found by how they begin.
CREATE TABLE parlor_room_word (
    room_id {bytes} NOT NULL REFERENCES parlor_room (id) ON DELETE CASCADE,
    tenant_id {bytes} NOT NULL,
    word {text} NOT NULL,
    PRIMARY KEY (room_id, word)
);
CREATE INDEX parlor_room_word_word ON parlor_room_word (tenant_id, word, room_id);

CREATE TABLE parlor_participant (
    room_id {bytes} NOT NULL REFERENCES parlor_room (id) ON DELETE CASCADE,
    account_id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    display_name {text} NOT NULL,
    role {text} NOT NULL,
    status {text} NOT NULL,
    is_guest {bool} NOT NULL,
    hand_raised_at {int},
    stage_invited_at {int},
    on_stage {bool} NOT NULL,
    joined_at {int} NOT NULL,
    last_chat_at {int},
    PRIMARY KEY (room_id, account_id)
);
CREATE INDEX parlor_participant_joined ON parlor_participant (room_id, status, joined_at, account_id);
CREATE INDEX parlor_participant_hands ON parlor_participant (room_id, hand_raised_at, account_id);
CREATE INDEX parlor_participant_account ON parlor_participant (account_id, status, room_id);

CREATE TABLE parlor_ban (
    room_id {bytes} NOT NULL REFERENCES parlor_room (id) ON DELETE CASCADE,
    account_id {bytes} NOT NULL,
    display_name {text} NOT NULL,
    banned_by {bytes} NOT NULL,
    reason {text} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int},
    PRIMARY KEY (room_id, account_id)
);

CREATE TABLE parlor_invite (
    id {bytes} NOT NULL PRIMARY KEY,
    room_id {bytes} NOT NULL REFERENCES parlor_room (id) ON DELETE CASCADE,
    tenant_id {bytes} NOT NULL,
    inviter_id {bytes} NOT NULL,
    inviter_name {text} NOT NULL,
    invitee_id {bytes} NOT NULL,
    invitee_name {text} NOT NULL,
    role {text} NOT NULL,
    status {text} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
);
CREATE INDEX parlor_invite_room ON parlor_invite (room_id, id);
CREATE INDEX parlor_invite_invitee ON parlor_invite (invitee_id, status, id);
CREATE INDEX parlor_invite_expiry ON parlor_invite (status, expires_at);

CREATE TABLE parlor_link (
    id {bytes} NOT NULL PRIMARY KEY,
    room_id {bytes} NOT NULL REFERENCES parlor_room (id) ON DELETE CASCADE,
    -- SHA-256 of the secret: the secret itself is kept nowhere.
    hash {bytes} NOT NULL UNIQUE,
    role {text} NOT NULL,
    created_by {bytes} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int},
    uses_max {int},
    uses {int} NOT NULL
);
CREATE INDEX parlor_link_room ON parlor_link (room_id, id);

CREATE TABLE parlor_chat (
    room_id {bytes} NOT NULL REFERENCES parlor_room (id) ON DELETE CASCADE,
    -- 1, 2, 3 … within the room; what is older than the history is long is deleted.
    number {int} NOT NULL,
    id {bytes} NOT NULL UNIQUE,
    account_id {bytes} NOT NULL,
    display_name {text} NOT NULL,
    text {text} NOT NULL,
    mentions {text} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (room_id, number)
);
