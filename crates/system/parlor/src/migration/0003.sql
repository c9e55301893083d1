-- Guests whose account has not ended: by which link they were let in, so that one link cannot fill the house.
CREATE TABLE parlor_guest (
    account_id {bytes} NOT NULL PRIMARY KEY,
    room_id {bytes} NOT NULL REFERENCES parlor_room (id) ON DELETE CASCADE,
    link_id {bytes} NOT NULL,
    created_at {int} NOT NULL
);
CREATE INDEX parlor_guest_room ON parlor_guest (room_id, link_id);
