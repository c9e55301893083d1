//! A message of the light chat.

use footlights_base::{AccountId, TextLimit, Timestamp, define_id};
use serde::{Deserialize, Serialize};

use super::room::RoomId;

define_id!(
    /// A chat message.
    ChatMessageId
);

/// What is written.
pub(crate) const CHAT_TEXT: TextLimit = TextLimit { field: "/text", chars_min: 1, chars_max: 500 };
/// People one message can mention; the rest is plain text.
const MENTIONS_MAX: usize = 10;
/// The longest name that is looked for behind an `@`.
const MENTION_CHARS_MAX: usize = 64;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Its id.
    pub id: ChatMessageId,
    /// In which room.
    pub room_id: RoomId,
    /// Who wrote it.
    pub account_id: AccountId,
    /// Their name for people, as it was then.
    pub display_name: String,
    /// What they wrote.
    pub text: String,
    /// Participants whom it mentions.
    pub mentions: Vec<AccountId>,
    /// When.
    pub created_at: Timestamp,
}

/// The names that stand behind an `@`: usernames, each once, folded.
pub(crate) fn mentioned(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('@') {
        if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            continue;
        }
        let name: String = text[at + 1..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
            .take(MENTION_CHARS_MAX)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let name = name.trim_end_matches(['.', '-']).to_owned();
        if !name.is_empty() && !names.contains(&name) && names.len() < MENTIONS_MAX {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::mentioned;

    #[test]
    fn names_behind_an_at_are_found() {
        assert_eq!(mentioned("hi @Ana, and @ben.c. mail@host @ @ana"), ["ana", "ben.c"]);
        let many: String = (0..20).map(|n| format!("@a{n} ")).collect();
        assert_eq!(mentioned(&many).len(), 10);
    }
}
