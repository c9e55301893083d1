//! Who has given most in a session.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tip::search_text;

/// Who leads a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Leader {
    /// As they wrote it last.
    pub tipper_name: String,
    /// What they have given and not got back, in minor units.
    pub amount_cents: i64,
}

/// What makes two tippers one: capitals, compatibility forms and white space say nothing.
pub(crate) fn folded_name(name: &str) -> String {
    search_text(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::folded_name;

    #[test]
    fn one_person_has_one_name() {
        for name in ["Zoë", " ZOË ", "zoe\u{308}", "ＺＯË"] {
            assert_eq!(folded_name(name), "zoë", "{name}");
        }
        assert_eq!(folded_name("The  Quiet\tFan"), "the quiet fan");
    }
}
