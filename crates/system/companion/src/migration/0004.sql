CREATE TABLE companion_goal (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    creator_id {bytes} NOT NULL,
    -- None: it counts in every session of the creator.
    session_id {bytes} REFERENCES companion_session (id),
    title {text} NOT NULL,
    unit {text} NOT NULL CHECK (unit IN ('money', 'tokens')),
    -- What it counts money in: known from the session it was made in, or from the first tip that counts.
    currency {text},
    target {int} NOT NULL CHECK (target >= 1),
    -- Everything that counts, refunds taken off; how much of it laps that are over have taken.
    counted {int} NOT NULL,
    lapped {int} NOT NULL,
    repeating {bool} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('active', 'paused', 'completed')),
    completions {int} NOT NULL CHECK (completions >= 0),
    position {int} NOT NULL,
    revision {int} NOT NULL,
    created_at {int} NOT NULL,
    completed_at {int},
    -- The session it was completed in, where it goes on counting.
    completed_in {bytes},
    CHECK ((status = 'completed') = (completed_at IS NOT NULL))
);
CREATE INDEX companion_goal_creator ON companion_goal (creator_id, completed_at);

-- When a goal did not count. The last one of a paused goal has no end.
CREATE TABLE companion_goal_pause (
    goal_id {bytes} NOT NULL REFERENCES companion_goal (id),
    from_at {int} NOT NULL,
    until_at {int},
    PRIMARY KEY (goal_id, from_at)
);

-- Each time a goal was reached, as it was then: it stays when the goal changes or goes.
CREATE TABLE companion_goal_reached (
    goal_id {bytes} NOT NULL,
    -- How often it had been reached by then.
    completions {int} NOT NULL,
    tenant_id {bytes} NOT NULL,
    creator_id {bytes} NOT NULL,
    session_id {bytes},
    title {text} NOT NULL,
    unit {text} NOT NULL,
    currency {text},
    target {int} NOT NULL,
    -- How often in one go: a large tip may fill a repeating goal several times.
    laps {int} NOT NULL CHECK (laps >= 1),
    made_at {int} NOT NULL,
    reached_at {int} NOT NULL,
    PRIMARY KEY (goal_id, completions)
);
CREATE INDEX companion_goal_reached_creator ON companion_goal_reached (creator_id, reached_at, goal_id, completions);

CREATE TABLE companion_menu_item (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    creator_id {bytes} NOT NULL,
    name {text} NOT NULL,
    description {text} NOT NULL,
    category {text} NOT NULL CHECK (category IN ('performance', 'request', 'interaction', 'custom')),
    price_cents {int},
    price_tokens {int},
    active {bool} NOT NULL,
    position {int} NOT NULL,
    cooldown_seconds {int} NOT NULL CHECK (cooldown_seconds BETWEEN 0 AND 86400),
    stock {int},
    created_at {int} NOT NULL,
    CHECK (price_cents IS NOT NULL OR price_tokens IS NOT NULL)
);
CREATE INDEX companion_menu_item_creator ON companion_menu_item (creator_id, position, id);

-- How often an item was taken in a session, and when last. Changes under the session's topic.
CREATE TABLE companion_menu_use (
    session_id {bytes} NOT NULL REFERENCES companion_session (id),
    item_id {bytes} NOT NULL,
    used {int} NOT NULL CHECK (used >= 0),
    last_at {int},
    PRIMARY KEY (session_id, item_id)
);

-- The item's name at that moment: it may be called otherwise later, or be gone.
ALTER TABLE companion_tip ADD COLUMN menu_item_name {text};
ALTER TABLE companion_tip ADD COLUMN anonymous {bool} NOT NULL DEFAULT 0;
CREATE INDEX companion_tip_menu ON companion_tip (session_id, menu_item_id, created_at) WHERE menu_item_id IS NOT NULL;
