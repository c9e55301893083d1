//! Settings of parlor, with their defaults.

use std::time::Duration;

use footlights_surface::{Role, Roles};

/// More messages of a room are never kept, whatever is set.
pub const CHAT_KEPT_LIMIT: i64 = 1_000;

/// How many rooms an account may own, by its strongest role; deleted ones that can be restored count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomsOwned {
    /// Everybody who is signed in (`FOOTLIGHTS_ROOMS_PER_VIEWER`).
    pub viewer: i64,
    /// Creators (`FOOTLIGHTS_ROOMS_PER_CREATOR`).
    pub creator: i64,
    /// Developers and admins (`FOOTLIGHTS_ROOMS_PER_DEVELOPER`).
    pub developer: i64,
}

impl RoomsOwned {
    /// What holds for somebody with these roles.
    #[must_use]
    pub fn of(self, roles: Roles) -> i64 {
        let mut most = self.viewer;
        if roles.includes(Role::Creator) {
            most = most.max(self.creator);
        }
        if roles.includes(Role::Developer) {
            most = most.max(self.developer);
        }
        most
    }
}

/// Rooms of others an account may be in at once, unless it is set otherwise.
const ROOMS_JOINED_MAX: i64 = 100;

/// Settings of parlor.
#[derive(Debug, Clone)]
pub struct ParlorSettings {
    /// Rooms an account may own.
    pub rooms_owned_max: RoomsOwned,
    /// Rooms of others an account may be in at once (`FOOTLIGHTS_ROOMS_JOINED`).
    pub rooms_joined_max: i64,
    /// How long a deleted room can be restored (`FOOTLIGHTS_ROOM_RESTORABLE_DAYS`).
    pub restorable_for: Duration,
    /// How long an invitation waits for an answer when nobody says (`FOOTLIGHTS_INVITE_DAYS`).
    pub invites_open_for: Duration,
    /// How long a guest may stay (`FOOTLIGHTS_GUEST_HOURS`).
    pub guests_stay_for: Duration,
    /// Guests from one address (`FOOTLIGHTS_GUESTS_PER_MINUTE`); none switches the limit off.
    pub guests_per_minute: Option<u32>,
    /// Guests one link may have let in whose time is not over (`FOOTLIGHTS_GUESTS_PER_LINK`).
    pub guests_per_link_max: i64,
    /// Guests of one room whose time is not over (`FOOTLIGHTS_GUESTS_PER_ROOM`).
    pub guests_per_room_max: i64,
    /// Messages of a room that are kept (`FOOTLIGHTS_CHAT_HISTORY`), [`CHAT_KEPT_LIMIT`] at most.
    pub chat_kept_max: i64,
    /// Tries of a room's password, per account and room and minute; none switches the limit off.
    pub passwords_per_minute: Option<u32>,
}

impl Default for ParlorSettings {
    fn default() -> Self {
        let days = |days: u64| Duration::from_hours(24 * days);
        Self {
            rooms_owned_max: RoomsOwned { viewer: 10, creator: 100, developer: 10_000 },
            rooms_joined_max: ROOMS_JOINED_MAX,
            restorable_for: days(7),
            invites_open_for: days(7),
            guests_stay_for: Duration::from_hours(12),
            guests_per_minute: Some(10),
            guests_per_link_max: 1_000,
            guests_per_room_max: 5_000,
            chat_kept_max: 200,
            passwords_per_minute: Some(10),
        }
    }
}
