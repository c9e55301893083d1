CREATE TABLE companion_persona (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    creator_id {bytes} NOT NULL,
    name {text} NOT NULL,
    description {text} NOT NULL,
    active {bool} NOT NULL,
    position {int} NOT NULL,
    -- JSON: [{"type", "value"}] and [{"text", "weight"}].
    triggers {text} NOT NULL,
    templates {text} NOT NULL,
    answers {text} NOT NULL,
    prompt {text} NOT NULL,
    cooldown_seconds {int} NOT NULL CHECK (cooldown_seconds BETWEEN 0 AND 86400),
    per_person_cooldown_seconds {int} NOT NULL CHECK (per_person_cooldown_seconds BETWEEN 0 AND 86400),
    voice {text},
    created_at {int} NOT NULL
);
CREATE INDEX companion_persona_creator ON companion_persona (creator_id, position, id);

-- Who was answered when, in a session that is live. A person is a hash that holds for this session alone; no name, no words.
-- The person of all zeros is everybody.
CREATE TABLE companion_answered (
    session_id {bytes} NOT NULL REFERENCES companion_session (id),
    persona_id {bytes} NOT NULL,
    person {bytes} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (session_id, persona_id, person)
);

-- Who has written in a session that is live; kept only where a persona greets newcomers.
CREATE TABLE companion_newcomer (
    session_id {bytes} NOT NULL REFERENCES companion_session (id),
    person {bytes} NOT NULL,
    PRIMARY KEY (session_id, person)
);

-- How much the chatbot has said in a minute of a live session.
CREATE TABLE companion_answer_count (
    session_id {bytes} NOT NULL PRIMARY KEY REFERENCES companion_session (id),
    minute {int} NOT NULL,
    answers {int} NOT NULL
);

-- Tips that wait to be spoken, and when the creator's voice is free again.
CREATE TABLE companion_speech (
    tip_id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    creator_id {bytes} NOT NULL,
    session_id {bytes} NOT NULL,
    -- The tip's number in its session: two of one millisecond are spoken in the order they came.
    sequence {int} NOT NULL,
    queued_at {int} NOT NULL
);
CREATE INDEX companion_speech_creator ON companion_speech (creator_id, queued_at, sequence, tip_id);
CREATE TABLE companion_speech_line (
    creator_id {bytes} NOT NULL PRIMARY KEY,
    free_at {int} NOT NULL
);
