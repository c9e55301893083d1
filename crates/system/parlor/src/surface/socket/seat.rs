//! What is known of a socket in `/rooms`: who it acts for, and where it is.

use std::sync::{Mutex, MutexGuard, PoisonError};

use footlights_base::{Rejection, Timestamp};
use footlights_surface::{Bucket, Caller, Quota};

use crate::model::RoomId;

/// Words about activity one socket may say in a second.
const HEARTBEATS_PER_SECOND: u32 = 2;
/// How many at once after a pause.
const HEARTBEATS_AT_ONCE: u32 = 10;

/// A socket's seat.
pub(super) struct Seat {
    pub(super) caller: Caller,
    place: Mutex<Place>,
}

#[derive(Default)]
struct Place {
    /// Each once; mostly there is one.
    rooms: Vec<RoomId>,
    heartbeats: Bucket,
}

impl Seat {
    pub(super) fn new(caller: Caller) -> Self {
        Self { caller, place: Mutex::default() }
    }

    pub(super) fn enter(&self, room: RoomId) {
        let rooms = &mut self.place().rooms;
        if !rooms.contains(&room) {
            rooms.reserve_exact(1);
            rooms.push(room);
        }
    }

    pub(super) fn leave(&self, room: RoomId) {
        self.place().rooms.retain(|known| *known != room);
    }

    pub(super) fn is_in(&self, room: RoomId) -> bool {
        self.place().rooms.contains(&room)
    }

    /// Where it was, now that it is gone.
    pub(super) fn give_up(&self) -> Vec<RoomId> {
        std::mem::take(&mut self.place().rooms)
    }

    pub(super) fn count_heartbeat(&self, now: Timestamp) -> Result<(), Rejection> {
        self.place().heartbeats.take(Quota::per_second(HEARTBEATS_PER_SECOND, HEARTBEATS_AT_ONCE), now)
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        // Every change leaves the place whole, whatever panics elsewhere.
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
