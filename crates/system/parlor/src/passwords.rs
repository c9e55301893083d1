//! What opens a room: the rule for a password. It is hashed and checked by identity, a few at a time.

use footlights_base::FieldError;

/// The shortest.
const CHARS_MIN: usize = 4;
/// The longest: what is longer is not hashed.
const CHARS_MAX: usize = 128;

pub(crate) fn check_room_password(password: &str) -> Result<(), FieldError> {
    let refuse = |code, detail: &'static str| Err(FieldError { field: "/password".into(), code, detail: detail.into() });
    match password.chars().count() {
        chars if chars < CHARS_MIN => refuse("too_short", "A room's password has at least 4 characters."),
        chars if chars > CHARS_MAX => refuse("too_long", "A room's password has at most 128 characters."),
        _ => Ok(()),
    }
}
