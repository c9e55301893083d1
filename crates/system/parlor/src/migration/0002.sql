-- When a participant was there in person last; kept roughly, see the use case look_round.
ALTER TABLE parlor_participant ADD COLUMN seen_at {int} NOT NULL DEFAULT 0;
UPDATE parlor_participant SET seen_at = joined_at;
-- Whoever has been away longest, where a full room needs a seat.
CREATE INDEX parlor_participant_seen ON parlor_participant (room_id, status, seen_at);
