-- Tips of whole quarters of an hour (UTC), summed up once no more can come in. What is newer is read from the tips themselves.
CREATE TABLE companion_sealed (
    creator_id {bytes} NOT NULL PRIMARY KEY,
    -- Everything before this moment is summed up; always the begin of a quarter.
    sealed_until {int} NOT NULL,
    -- Raised by each refund of a tip that is not sealed yet, so that a sealing that has read it begins anew.
    version {int} NOT NULL
);

CREATE TABLE companion_quarter (
    creator_id {bytes} NOT NULL,
    -- Milliseconds since 1970 divided by 900,000.
    quarter {int} NOT NULL,
    platform {text} NOT NULL,
    currency {text} NOT NULL,
    gross_cents {int} NOT NULL,
    refunded_cents {int} NOT NULL,
    tip_count {int} NOT NULL,
    largest_cents {int} NOT NULL,
    PRIMARY KEY (creator_id, quarter, platform, currency)
);

CREATE TABLE companion_tipper (
    creator_id {bytes} NOT NULL,
    span {text} NOT NULL CHECK (span IN ('day', 'month', 'all')),
    -- The begin of the day or month (UTC); 0 for all.
    since {int} NOT NULL,
    -- Empty: over all platforms.
    platform {text} NOT NULL,
    currency {text} NOT NULL,
    -- The name, case-folded and normalised.
    tipper {text} NOT NULL,
    -- As it was spelled last.
    tipper_name {text} NOT NULL,
    net_cents {int} NOT NULL,
    tip_count {int} NOT NULL,
    first_at {int} NOT NULL,
    last_at {int} NOT NULL,
    PRIMARY KEY (creator_id, span, since, platform, currency, tipper)
);
CREATE INDEX companion_tipper_rank ON companion_tipper (creator_id, span, since, platform, currency, net_cents, tipper);

CREATE TABLE companion_viewer_minute (
    session_id {bytes} NOT NULL REFERENCES companion_session (id),
    -- Milliseconds since 1970 divided by 60,000.
    minute {int} NOT NULL,
    -- The most that were reported in it.
    viewer_count {int} NOT NULL,
    PRIMARY KEY (session_id, minute)
);
