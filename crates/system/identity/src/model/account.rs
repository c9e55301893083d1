//! An account: who signs in, and the rules for its names.

use footlights_base::{AccountId, FieldError, TenantId, TextLimit, Timestamp};
use footlights_surface::Roles;
use serde::{Deserialize, Serialize};

/// The longest username, in characters.
const USERNAME_CHARS_MAX: usize = 64;
/// The shortest password, in characters (NIST SP 800-63B).
const PASSWORD_CHARS_MIN: usize = 8;
/// The longest password, in characters.
pub(crate) const PASSWORD_CHARS_MAX: usize = 256;
/// The name people see.
pub(crate) const DISPLAY_NAME: TextLimit = TextLimit { field: "/displayName", chars_min: 1, chars_max: 64 };

/// Who signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id, the same everywhere.
    pub id: AccountId,
    /// The tenant it belongs to for ever.
    pub tenant_id: TenantId,
    /// The name to sign in with; unique in the installation, whatever the case of its letters.
    pub username: String,
    /// The name people see.
    pub display_name: String,
    /// What sort of account.
    pub roles: Roles,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it may not sign in.
    pub suspended_at: Option<Timestamp>,
}

/// The id of an account somebody else vouches for follows from its key, so that two requests at once mean the same account.
pub(crate) fn id_from_key(key: [u8; 32]) -> AccountId {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&key[..16]);
    // UUIDv8: made by a rule of our own (RFC 9562 §5.8).
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    AccountId::from_bytes(bytes)
}

/// The username as it is compared.
pub(crate) fn fold_username(username: &str) -> String {
    username.trim().to_ascii_lowercase()
}

/// A username that is ASCII, since names that only look alike would let one person pose as another.
pub(crate) fn check_username(username: &str) -> Result<String, FieldError> {
    let username = username.trim();
    let refuse = |code, detail: &'static str| Err(FieldError { field: "/username".into(), code, detail: detail.into() });
    if username.is_empty() {
        return refuse("too_short", "A username has at least one character.");
    }
    if username.len() > USERNAME_CHARS_MAX {
        return refuse("too_long", "A username has at most 64 characters.");
    }
    let plain = username.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-@+".contains(&byte));
    if !plain || !username.as_bytes()[0].is_ascii_alphanumeric() {
        return refuse("bad_character", "Letters a to z, digits and . _ - @ + only, beginning with a letter or digit.");
    }
    Ok(username.to_owned())
}

/// A password that is long enough to be one and short enough to be hashed.
pub(crate) fn check_password(field: &'static str, password: &str) -> Result<(), FieldError> {
    let chars = password.chars().count();
    if chars < PASSWORD_CHARS_MIN {
        return Err(FieldError { field: field.into(), code: "too_short", detail: "A password has at least 8 characters.".into() });
    }
    if chars > PASSWORD_CHARS_MAX {
        return Err(FieldError { field: field.into(), code: "too_long", detail: "A password has at most 256 characters.".into() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{check_password, check_username, fold_username};

    #[test]
    fn usernames_are_plain() {
        for good in ["a", "Ana.B-2_c", "ana@example.com", "0x"] {
            assert_eq!(check_username(good).as_deref(), Ok(good));
        }
        assert_eq!(check_username(" ana ").as_deref(), Ok("ana"));
        for bad in ["", " ", "-a", "a b", "añа", "a/b", "a\0", &"x".repeat(65)] {
            assert!(check_username(bad).is_err(), "{bad:?}");
        }
        assert_eq!(fold_username(" AnA "), "ana");
    }

    #[test]
    fn passwords_count_characters_not_bytes() {
        assert!(check_password("/password", "ñandúñan").is_ok());
        assert_eq!(check_password("/password", "1234567").expect_err("short").code, "too_short");
        assert_eq!(check_password("/password", &"x".repeat(257)).expect_err("long").code, "too_long");
    }
}
