//! Which money a session counts in.

use footlights_base::{Currency, FieldError};

/// The currency that was asked for.
pub(crate) fn check_currency(code: &str) -> Result<Currency, FieldError> {
    code.parse().map_err(|_| FieldError {
        field: "/currency".into(),
        code: "not_valid",
        detail: "An ISO 4217 currency in capitals, such as USD or EUR.".into(),
    })
}
