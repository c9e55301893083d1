//! A room: the durable place where people meet.

use std::time::Duration;

use footlights_base::{AccountId, FieldError, TenantId, TextLimit, Timestamp, define_id};
use footlights_surface::words;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use utoipa::ToSchema;

use super::role::{Policy, RoomRole};

define_id!(
    /// A room.
    RoomId
);

/// What a room is called.
pub(crate) const ROOM_NAME: TextLimit = TextLimit { field: "/name", chars_min: 1, chars_max: 100 };
/// What it is about.
pub(crate) const ROOM_DESCRIPTION: TextLimit = TextLimit { field: "/description", chars_min: 0, chars_max: 2_000 };
/// The id of what a room holds.
const HELD_ID: TextLimit = TextLimit { field: "/holds/id", chars_min: 1, chars_max: 64 };
/// Tags of one room.
const TAGS_MAX: usize = 10;
/// The longest tag, in characters.
const TAG_CHARS_MAX: usize = 32;
/// The largest capacity that can be asked for.
const CAPACITY_MAX: i64 = 1_000_000;
/// The largest stage.
const STAGE_MAX: i64 = 100;
/// The slowest slow mode.
const SLOW_MODE_MAX: Duration = Duration::from_hours(6);
/// Words of a room by which it is found.
const WORDS_MAX: usize = 64;
/// Words of a search; the rest is passed over.
pub(crate) const SEARCHED_WORDS_MAX: usize = 3;

words!(
    /// Who may know of a room and come in.
    RoomVisibility {
        /// Listed; whoever has signed in may come in.
        Public = "public",
        /// Not listed; whoever brings a join link, or was invited, may come in.
        Link = "link",
        /// Not listed; only who was invited may come in.
        Private = "private",
    }
);

words!(
    /// Whether a room is in use.
    RoomStatus {
        /// In use.
        Active = "active",
        /// To be read only: nobody comes in, nothing happens.
        Archived = "archived",
        /// Deleted; it can be restored until it is purged.
        Deleted = "deleted",
    }
);

words!(
    /// What sort of thing a room holds.
    HeldKind {
        /// A stream of a platform.
        Stream = "stream",
        /// A live session.
        Session = "session",
        /// Something that is played together.
        Playback = "playback",
    }
);

/// What a room holds: the id of something parlor does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// What sort of thing.
    pub kind: HeldKind,
    /// Its id there: 1 to 64 characters.
    pub id: String,
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// The tenant it belongs to for ever.
    pub tenant_id: TenantId,
    /// Who answers for it. The owner may do all in it, in it or not.
    pub owner_id: AccountId,
    /// What it is called.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Who may know of it.
    pub visibility: RoomVisibility,
    /// Whether it is in use.
    pub status: RoomStatus,
    /// Folded words by which it is found.
    pub tags: Vec<String>,
    /// How many may be participants at once; none: no limit.
    pub capacity: Option<i64>,
    /// How many may be on the stage at once.
    pub stage_size: i64,
    /// What somebody is who comes in for the first time.
    pub default_join_role: RoomRole,
    /// What it changes about the table of capabilities.
    pub policy: Policy,
    /// Whether a password opens it.
    pub password_required: bool,
    /// Whether a join link lets guests in.
    pub guests_allowed: bool,
    /// Seconds between two messages of one participant; 0: no slow mode.
    pub slow_mode_seconds: i64,
    /// What it holds, if anything.
    pub holds: Option<Held>,
    /// Participants who are in it now.
    pub participant_count: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// When it goes for good, once it is deleted.
    pub purge_at: Option<Timestamp>,
}

/// Which rooms are wanted.
#[derive(Debug, Clone, Default)]
pub struct RoomFilter {
    /// With this tag.
    pub tag: Option<String>,
    /// Each word begins one of the room's.
    pub search: Option<String>,
    /// Also archived ones.
    pub archived: bool,
}

/// The tags as they are compared: folded, each once, in their order.
pub(crate) fn check_tags(tags: &[String]) -> Result<Vec<String>, FieldError> {
    let refuse = |code, detail: String| FieldError { field: "/tags".into(), code, detail: detail.into() };
    let mut kept: Vec<String> = Vec::new();
    for tag in tags {
        let tag = fold(tag.trim());
        let plain = tag.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' '));
        if tag.is_empty() || !plain {
            return Err(refuse("bad_character", "A tag is made of letters, digits, spaces and - _ .".into()));
        }
        if tag.chars().count() > TAG_CHARS_MAX {
            return Err(refuse("too_long", format!("A tag has at most {TAG_CHARS_MAX} characters.")));
        }
        if !kept.contains(&tag) {
            kept.push(tag);
        }
    }
    if kept.len() > TAGS_MAX {
        return Err(refuse("too_many", format!("A room has at most {TAGS_MAX} tags.")));
    }
    Ok(kept)
}

pub(crate) fn check_capacity(capacity: i64) -> Result<i64, FieldError> {
    in_range("/capacity", capacity, 1, CAPACITY_MAX)
}

pub(crate) fn check_stage_size(size: i64) -> Result<i64, FieldError> {
    in_range("/stageSize", size, 0, STAGE_MAX)
}

pub(crate) fn check_slow_mode(seconds: i64) -> Result<i64, FieldError> {
    in_range("/slowModeSeconds", seconds, 0, i64::try_from(SLOW_MODE_MAX.as_secs()).expect("a few hours"))
}

/// A host cannot be what everybody becomes.
pub(crate) fn check_join_role(role: RoomRole) -> Result<RoomRole, FieldError> {
    if role != RoomRole::Host {
        return Ok(role);
    }
    Err(FieldError { field: "/defaultJoinRole".into(), code: "not_valid", detail: "Nobody becomes a host by coming in.".into() })
}

pub(crate) fn check_held(held: &Held) -> Result<Held, FieldError> {
    Ok(Held { id: HELD_ID.check(&held.id)?, kind: held.kind })
}

fn in_range(field: &'static str, value: i64, min: i64, max: i64) -> Result<i64, FieldError> {
    if (min..=max).contains(&value) {
        return Ok(value);
    }
    Err(FieldError { field: field.into(), code: "not_valid", detail: format!("From {min} to {max}.").into() })
}

/// A text as it is searched: one form, small letters.
pub(crate) fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// The words by which a room is found, each once.
pub(crate) fn words_of(name: &str, tags: &[String], description: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for text in std::iter::once(name).chain(tags.iter().map(String::as_str)).chain(std::iter::once(description)) {
        for word in split_words(text) {
            if words.len() < WORDS_MAX && !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words
}

/// The folded words of a text.
pub(crate) fn split_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(|word| word.chars().take(40).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::{check_tags, words_of};

    #[test]
    fn tags_are_folded_and_counted_once() {
        let tags = |tags: &[&str]| check_tags(&tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>());
        assert_eq!(tags(&[" Jazz", "jazz", "Late Night"]).expect("fine"), ["jazz", "late night"]);
        assert_eq!(tags(&["a/b"]).expect_err("refused").code, "bad_character");
        assert_eq!(tags(&[&"x".repeat(33)]).expect_err("refused").code, "too_long");
        let eleven: Vec<_> = (0..11).map(|n| n.to_string()).collect();
        assert_eq!(check_tags(&eleven).expect_err("refused").code, "too_many");
    }

    #[test]
    fn a_room_is_found_by_the_words_of_its_name_tags_and_description() {
        let words = words_of("Ömer's Jazz-Keller", &["late night".into()], "Jazz, each Friday");
        assert_eq!(words, ["ömer", "s", "jazz", "keller", "late", "night", "each", "friday"]);
    }
}
