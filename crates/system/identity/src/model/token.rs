//! A personal access token: a credential for programs, narrower than its account.

use std::collections::BTreeSet;

use footlights_base::{AccountId, FieldError, TextLimit, Timestamp};
use footlights_surface::CredentialId;
use serde::{Deserialize, Serialize};

use super::Account;

/// The name a person gives a token.
pub(crate) const TOKEN_NAME: TextLimit = TextLimit { field: "/name", chars_min: 1, chars_max: 64 };
/// How many scopes a token carries at most.
const SCOPES_MAX: usize = 32;
/// The longest scope, in characters.
const SCOPE_CHARS_MAX: usize = 64;

/// A token as its owner sees it in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PersonalToken {
    /// Its id; cutting it cuts the sockets it opened.
    pub id: CredentialId,
    /// For whom it acts.
    pub account_id: AccountId,
    /// Who made it.
    pub created_by: AccountId,
    /// What its maker called it.
    pub name: String,
    /// What it may be used for.
    pub scopes: BTreeSet<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends; none: when it is revoked.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to within a few minutes.
    pub last_used_at: Option<Timestamp>,
}

/// A token at the one moment it is shown.
pub struct IssuedToken {
    /// What stays visible.
    pub token: PersonalToken,
    /// The secret itself.
    pub secret: String,
    /// The account it acts for.
    pub account: Account,
}

/// The area of scopes that nobody asks for: with them the server says of which room a guest is one.
const AREA_OF_GUESTS: &str = "guest";

/// Scopes read `area:verb`, `area:*` or `*`.
pub(crate) fn check_scopes(scopes: &[String]) -> Result<BTreeSet<String>, FieldError> {
    let refuse = |field: String, code, detail: &'static str| Err(FieldError { field: field.into(), code, detail: detail.into() });
    if scopes.is_empty() {
        return refuse("/scopes".into(), "too_short", "A token needs at least one scope.");
    }
    if scopes.len() > SCOPES_MAX {
        return refuse("/scopes".into(), "too_long", "A token has at most 32 scopes.");
    }
    for (at, scope) in scopes.iter().enumerate() {
        if !is_scope(scope) {
            return refuse(format!("/scopes/{at}"), "not_valid", "A scope reads area:verb, area:* or *.");
        }
    }
    Ok(scopes.iter().cloned().collect())
}

fn is_scope(scope: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let pair = |(area, verb): (&str, &str)| word(area) && (verb == "*" || word(verb));
    let is_reserved = scope.split(':').next() == Some(AREA_OF_GUESTS);
    scope.len() <= SCOPE_CHARS_MAX && !is_reserved && (scope == "*" || scope.split_once(':').is_some_and(pair))
}

#[cfg(test)]
mod tests {
    use super::{SCOPES_MAX, check_scopes};

    #[test]
    fn scopes_are_areas_and_verbs() {
        let given = |scopes: &[&str]| check_scopes(&scopes.iter().map(|scope| (*scope).to_owned()).collect::<Vec<_>>());
        assert_eq!(given(&["tips:ingest", "tips:ingest", "goals:*", "*"]).expect("good").len(), 3);
        for bad in
            ["", "tips", "Tips:read", "tips:", ":read", "*:read", "tips:read write", "a:b:c", "guest:*", "guest:read", &"x".repeat(65)]
        {
            assert_eq!(given(&["ok:ok", bad]).expect_err("bad").field, "/scopes/1", "{bad:?}");
        }
        assert!(given(&[]).is_err() && given(&["a:b"; SCOPES_MAX + 1]).is_err());
    }
}
