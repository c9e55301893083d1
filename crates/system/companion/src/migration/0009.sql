-- Tips of each session by the minute. All sums are made anew from the tips, these among them; the server does it by itself.
DELETE FROM companion_sheet;
UPDATE companion_sealed SET sealed_until = 0, days_until = 0, months_until = 0, version = version + 1;

-- A row a session and slice: as far as slices reach, so do these.
CREATE TABLE companion_minutes (
    creator_id {bytes} NOT NULL,
    session_id {bytes} NOT NULL REFERENCES companion_session (id),
    -- When the slice begins.
    since {int} NOT NULL,
    -- model/analytics/minutes.rs says how.
    minutes {bytes} NOT NULL,
    PRIMARY KEY (creator_id, session_id, since)
);
