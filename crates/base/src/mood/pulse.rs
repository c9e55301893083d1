//! What leaves the platform layer of a real audience: a batch of feelings without anybody's words or name.

use serde::{Deserialize, Serialize};

use super::{Intensity, SentimentCategory};
use crate::Timestamp;

crate::define_id!(
    /// One pulse.
    PulseId
);
crate::define_id!(
    /// A live run on a platform, as the platform layer numbers it.
    PlatformSessionId
);
crate::define_id!(
    /// The session of the metagame that a platform session feeds.
    InGameSessionId
);
crate::define_id!(
    /// An important viewer within one platform session. Random: it says nothing about whom, and ends with the session.
    TrackingId
);

/// Why a viewer counts as important. A role, not a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TrackedViewerType {
    /// Subscribes on the platform, or is a member of the channel.
    Subscriber,
    /// Moderates on the platform.
    Moderator,
    /// Led a raid into the stream.
    RaidLeader,
    /// Is a VIP on the platform.
    #[serde(rename = "VIP")]
    Vip,
    /// Takes part more than most.
    HighEngager,
    /// Was at earlier sessions, too.
    Returner,
}

impl TrackedViewerType {
    /// All types, in the order of the schema.
    pub const ALL: [Self; 6] = [Self::Subscriber, Self::Moderator, Self::RaidLeader, Self::Vip, Self::HighEngager, Self::Returner];

    /// Its name on every surface, such as `VIP`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subscriber => "Subscriber",
            Self::Moderator => "Moderator",
            Self::RaidLeader => "RaidLeader",
            Self::Vip => "VIP",
            Self::HighEngager => "HighEngager",
            Self::Returner => "Returner",
        }
    }
}

/// One feeling of one viewer within a pulse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SentimentEntry {
    /// What is felt.
    pub category: SentimentCategory,
    /// How strongly, 0 to 1.
    pub intensity: Intensity,
    /// The same for one viewer in all pulses of a session; none for most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_id: Option<TrackingId>,
    /// Why this viewer is tracked; there exactly when `tracking_id` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewer_type: Option<TrackedViewerType>,
}

/// What an audience felt within one interval: the payload of `stream.audience.pulse`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SentimentPulse {
    /// This pulse.
    pub pulse_id: PulseId,
    /// The platform session it is of.
    pub platform_session_id: PlatformSessionId,
    /// The session of the metagame, where one is associated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_game_session_id: Option<InGameSessionId>,
    /// When it was put together.
    pub timestamp: Timestamp,
    /// The configured interval, in seconds.
    pub interval_seconds: u32,
    /// Viewers as the platform counts them; approximate, may lag.
    pub approximate_viewer_count: u32,
    /// The feelings, in an order that says nothing about who or when.
    pub sentiments: Vec<SentimentEntry>,
}

#[cfg(test)]
mod tests {
    use super::{PlatformSessionId, PulseId, SentimentEntry, SentimentPulse, TrackedViewerType, TrackingId};
    use crate::{Intensity, SentimentCategory, Timestamp};

    #[test]
    fn a_pulse_reads_as_the_schema_names_it() {
        let anonymous = SentimentEntry {
            category: SentimentCategory::Excited,
            intensity: Intensity::clamped(0.5),
            tracking_id: None,
            viewer_type: None,
        };
        let tracked =
            SentimentEntry { tracking_id: Some(TrackingId::from_bytes([1; 16])), viewer_type: Some(TrackedViewerType::Vip), ..anonymous };
        let pulse = SentimentPulse {
            pulse_id: PulseId::from_bytes([2; 16]),
            platform_session_id: PlatformSessionId::from_bytes([3; 16]),
            in_game_session_id: None,
            timestamp: Timestamp::from_millis(0),
            interval_seconds: 15,
            approximate_viewer_count: 120,
            sentiments: vec![anonymous, tracked],
        };
        let json = serde_json::to_value(&pulse).expect("json");
        let expected = serde_json::json!({
            "pulseId": "02020202-0202-0202-0202-020202020202",
            "platformSessionId": "03030303-0303-0303-0303-030303030303",
            "timestamp": "1970-01-01T00:00:00.000Z",
            "intervalSeconds": 15,
            "approximateViewerCount": 120,
            "sentiments": [
                {"category": "Excited", "intensity": 0.5},
                {"category": "Excited", "intensity": 0.5, "trackingId": "01010101-0101-0101-0101-010101010101", "viewerType": "VIP"},
            ],
        });
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_value::<SentimentPulse>(json).expect("own text"), pulse);
    }

    #[test]
    fn types_are_named_as_on_the_wire() {
        for kind in TrackedViewerType::ALL {
            assert_eq!(serde_json::to_string(&kind).expect("json"), format!("\"{}\"", kind.name()));
        }
    }
}
