//! A session: one live stream from its start to its end.

use footlights_base::{AccountId, Currency, FieldError, TenantId, TextLimit, Timestamp, define_id};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Totals, Viewers};
use footlights_surface::words;

define_id!(
    /// A session. It is random: who knows it may watch what everybody may see of the session.
    SessionId
);

/// What the session is called.
const TITLE: TextLimit = TextLimit { field: "/title", chars_min: 0, chars_max: 200 };
/// The most a creator may hang on a session, in bytes of JSON.
const METADATA_BYTES_MAX: usize = 16 * 1_024;

words!(
    /// Where the stream runs.
    #[schema(as = StreamPlatform)]
    Platform {
        /// Chaturbate.
        Chaturbate = "chaturbate",
        /// Stripchat.
        Stripchat = "stripchat",
        /// Twitch.
        Twitch = "twitch",
        /// YouTube.
        Youtube = "youtube",
        /// Kick.
        Kick = "kick",
        /// Anywhere else.
        Other = "other",
    }
);

words!(
    /// Whether it goes on.
    SessionStatus {
        /// Live.
        Active = "active",
        /// Over, for good.
        Ended = "ended",
    }
);

/// One live stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Whose stream.
    pub creator_id: AccountId,
    /// Where.
    pub platform: Platform,
    /// Whether it goes on.
    pub status: SessionStatus,
    /// What it is called.
    pub title: Option<String>,
    /// What the creator's own programs hang on it; a JSON object.
    pub metadata: Map<String, Value>,
    /// What its tips are counted in, fixed at the start.
    pub currency: Currency,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How many watch.
    pub viewers: Viewers,
    /// What its tips add up to.
    pub totals: Totals,
}

impl Session {
    /// Whose it is.
    pub(crate) fn owner(&self) -> SessionOwner {
        SessionOwner { tenant_id: self.tenant_id, creator_id: self.creator_id }
    }

    /// The average number of viewers until `now`, or until its end.
    #[must_use]
    pub fn average_viewers(&self, now: Timestamp) -> f64 {
        self.viewers.average(self.ended_at.unwrap_or(now))
    }
}

/// Whose session something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SessionOwner {
    pub(crate) tenant_id: TenantId,
    pub(crate) creator_id: AccountId,
}

/// What every tip and viewer count decides on, small enough to be kept in memory and copied for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Book {
    pub(crate) owner: SessionOwner,
    pub(crate) platform: Platform,
    pub(crate) status: SessionStatus,
    pub(crate) started_at: Timestamp,
    pub(crate) totals: Totals,
    pub(crate) viewers: Viewers,
    pub(crate) hold: Hold,
    /// Every tip of the creator's before this moment is summed up, so none is recorded before it.
    pub(crate) sealed_until: Timestamp,
}

/// Which tips wait for a moderator before everybody sees them, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Hold {
    /// In milliseconds; 0 when nothing is held.
    pub(crate) hold_ms: u32,
    /// Smaller tips make no alert, and so nobody looks at them.
    pub(crate) min_cents: i64,
}

impl Hold {
    /// Whether a tip of so much waits.
    pub(crate) fn applies_to(self, amount_cents: i64) -> bool {
        self.hold_ms > 0 && amount_cents >= self.min_cents
    }
}

/// The platform that was asked for.
pub(crate) fn check_platform(text: &str) -> Result<Platform, FieldError> {
    let detail = format!("Expected one of {}.", Platform::LIST.trim_end());
    text.parse().map_err(|()| FieldError { field: "/platform".into(), code: "not_one_of", detail: detail.into() })
}

/// A title; an empty one is none.
pub(crate) fn check_title(title: &str) -> Result<Option<String>, FieldError> {
    TITLE.check(title).map(|title| (!title.is_empty()).then_some(title))
}

/// Metadata that is an object and not too large.
pub(crate) fn check_metadata(metadata: Value) -> Result<Map<String, Value>, FieldError> {
    let refuse = |code, detail: &'static str| Err(FieldError { field: "/metadata".into(), code, detail: detail.into() });
    let Value::Object(object) = metadata else { return refuse("wrong_type", "Expected a JSON object.") };
    let bytes = serde_json::to_vec(&object).map_or(usize::MAX, |text| text.len());
    if bytes > METADATA_BYTES_MAX {
        return refuse("too_long", "At most 16,384 bytes of JSON.");
    }
    Ok(object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Platform, check_metadata, check_platform, check_title};

    #[test]
    fn platforms_are_those_of_the_contract() {
        for word in ["chaturbate", "stripchat", "twitch", "youtube", "kick", "other"] {
            let platform = check_platform(word).expect("listed");
            assert_eq!((platform.as_str(), serde_json::to_value(platform).expect("plain")), (word, json!(word)));
        }
        assert_eq!(check_platform("Twitch").expect_err("spelled otherwise").code, "not_one_of");
        assert!(Platform::LIST.contains("`kick`"));
    }

    #[test]
    fn titles_and_metadata_have_limits() {
        assert_eq!(check_title("  ").expect("empty"), None);
        assert_eq!(check_title(&"ñ".repeat(200)).expect("200").map(|title| title.chars().count()), Some(200));
        assert_eq!(check_title(&"x".repeat(201)).expect_err("long").code, "too_long");
        assert_eq!(check_metadata(json!([1])).expect_err("a list").code, "wrong_type");
        assert!(check_metadata(json!({"a": "x".repeat(16_384 - 8)})).is_ok());
        assert_eq!(check_metadata(json!({"a": "x".repeat(16_384 - 7)})).expect_err("large").code, "too_long");
    }
}
