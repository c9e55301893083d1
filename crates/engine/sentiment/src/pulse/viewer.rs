//! Who wrote or did something, as the platform says it. It comes in and is not kept.

use std::fmt;

use footlights_base::TrackedViewerType;

use super::config::PulseConfig;

/// Bytes of a platform's user id, at most.
pub const USER_BYTES_MAX: usize = 256;

/// A viewer of the platform session. Its text form tells nothing.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    /// The platform's id of the user. Empty: somebody the platform does not name; all of those are one person and never tracked.
    pub user: &'a str,
    /// What the platform says of it at this moment.
    pub roles: Roles,
}

impl fmt::Debug for Viewer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Viewer")
    }
}

/// What a platform says of a viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles {
    /// Subscribes, or is a member of the channel.
    pub subscriber: bool,
    /// Moderates.
    pub moderator: bool,
    /// Is a VIP.
    pub vip: bool,
    /// Was here in earlier sessions: the platform's own word, since nothing here outlives a session.
    pub returner: bool,
}

/// The bit of somebody who has led a raid here.
pub(super) const RAID_LEADER: u8 = 1;

/// From the most telling to the least, each with its bit.
const BY_RANK: [(u8, TrackedViewerType); 5] = [
    (RAID_LEADER, TrackedViewerType::RaidLeader),
    (2, TrackedViewerType::Moderator),
    (4, TrackedViewerType::Vip),
    (8, TrackedViewerType::Subscriber),
    (16, TrackedViewerType::Returner),
];

impl Roles {
    pub(super) fn bits(self) -> u8 {
        u8::from(self.moderator) << 1 | u8::from(self.vip) << 2 | u8::from(self.subscriber) << 3 | u8::from(self.returner) << 4
    }
}

/// Why these roles are worth tracking, if any of them is.
pub(super) fn type_of(roles: u8, config: &PulseConfig) -> Option<TrackedViewerType> {
    let tracked = |kind| match kind {
        TrackedViewerType::RaidLeader => config.track_raid_leaders,
        TrackedViewerType::Moderator => config.track_moderators,
        TrackedViewerType::Vip => config.track_vips,
        TrackedViewerType::Subscriber => config.track_subscribers,
        TrackedViewerType::Returner => config.track_returners,
        TrackedViewerType::HighEngager => true,
    };
    BY_RANK.into_iter().find(|(bit, kind)| roles & bit != 0 && tracked(*kind)).map(|(_, kind)| kind)
}
