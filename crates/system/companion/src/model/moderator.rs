//! A moderator: an account that a creator lets help her, with some of her rights.

use footlights_base::{AccountId, FieldError, Timestamp};
use serde::{Deserialize, Serialize};

use footlights_surface::words;

/// How many moderators a creator has at most.
pub(crate) const MODERATORS_MAX: i64 = 50;
/// How many creators are listed to a moderator.
pub(crate) const MODERATING_MAX: u32 = 200;

words!(
    /// One thing a moderator may do.
    #[schema(as = ModeratorRight)]
    Right {
        /// Hold, show, skip, replay and pause alerts.
        Alerts = "alerts",
        /// Read and write notes.
        Notes = "notes",
        /// Read, record and refund tips.
        Tips = "tips",
        /// Start, change and end sessions, and report viewers.
        Sessions = "sessions",
    }
);

impl Right {
    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Some of the rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rights(u8);

impl Rights {
    /// None.
    pub const NONE: Self = Self(0);
    /// All there are. Asked for with [`Self::share`] it means: any right will do.
    pub const ALL: Self = Self(Right::Alerts.bit() | Right::Notes.bit() | Right::Tips.bit() | Right::Sessions.bit());

    /// These.
    #[must_use]
    pub fn new(rights: impl IntoIterator<Item = Right>) -> Self {
        Self(rights.into_iter().fold(0, |bits, right| bits | right.bit()))
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this one is among them.
    #[must_use]
    pub const fn include(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    /// Whether one of them at least is among `others`.
    #[must_use]
    pub const fn share(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// In the order of the contract.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::EACH.into_iter().filter(move |right| self.include(*right))
    }

    /// As the database keeps them: words with commas.
    pub(crate) fn to_text(self) -> String {
        self.iter().map(Right::as_str).collect::<Vec<_>>().join(",")
    }

    /// From [`Self::to_text`]; words of a later version are passed over.
    pub(crate) fn from_text(text: &str) -> Self {
        Self::new(text.split(',').filter_map(|word| word.parse().ok()))
    }
}

impl From<Right> for Rights {
    fn from(right: Right) -> Self {
        Self::new([right])
    }
}

/// Somebody who helps a creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moderator {
    /// Which account.
    pub account_id: AccountId,
    /// Its name to sign in with.
    pub username: String,
    /// Its name for people.
    pub display_name: String,
    /// What it may do.
    pub rights: Rights,
    /// Since when.
    pub created_at: Timestamp,
}

/// A creator whom somebody helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moderated {
    /// Which account.
    pub creator_id: AccountId,
    /// Its name for people.
    pub display_name: String,
    /// What the moderator may do there.
    pub rights: Rights,
}

/// The rights that were asked for: one at least.
pub(crate) fn check_rights(words: &[String]) -> Result<Rights, FieldError> {
    let refuse = |code| {
        let detail = format!("One or more of {}.", Right::LIST.trim_end());
        Err(FieldError { field: "/rights".into(), code, detail: detail.into() })
    };
    let mut rights = Rights::NONE;
    for word in words {
        let Ok(right) = word.parse::<Right>() else { return refuse("not_one_of") };
        rights = Rights(rights.0 | right.bit());
    }
    if rights.is_empty() { refuse("missing") } else { Ok(rights) }
}

#[cfg(test)]
mod tests {
    use super::{Right, Rights, check_rights};

    #[test]
    fn rights_are_words_of_the_contract() {
        let words = |words: &[&str]| check_rights(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(words(&["tips", "alerts", "tips"]).expect("listed").to_text(), "alerts,tips");
        assert_eq!(words(&["alerts", "notes", "tips", "sessions"]).expect("listed"), Rights::ALL);
        assert_eq!(words(&["Tips"]).expect_err("spelled otherwise").code, "not_one_of");
        assert_eq!(words(&[]).expect_err("none").code, "missing");
    }

    #[test]
    fn text_round_trips_and_forgives_later_words() {
        assert_eq!(Rights::from_text("notes,juggling,tips"), Rights::new([Right::Tips, Right::Notes]));
        assert_eq!(Rights::from_text(""), Rights::NONE);
        assert!(!Rights::from(Right::Tips).share(Right::Notes.into()));
        assert!(Rights::from(Right::Tips).share(Rights::ALL));
    }
}
