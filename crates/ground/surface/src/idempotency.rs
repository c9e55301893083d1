//! `Idempotency-Key`: the same request sent twice is done once (5-facts §2).
//!
//! Owns the header's syntax and what makes two requests the same. The store keeps keys and answers, in the transaction
//! of the command itself.

use axum::extract::FromRequestParts;
use footlights_base::{ErrorKind, Rejection, Timestamp};
use footlights_store::Once;
use http::request::Parts;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{Caller, Problem};

/// The longest key, in characters.
const KEY_CHARS_MAX: usize = 255;

/// The `Idempotency-Key` of a request, if one was given.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(pub Option<KeyGiven>);

/// A key and the route it was given for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyGiven {
    key: String,
    route: String,
}

impl IdempotencyKey {
    /// For `tx.once`: none when no key was given.
    #[must_use]
    pub fn once(&self, caller: &Caller, command: &impl Serialize, at: Timestamp) -> Option<Once> {
        self.0.as_ref().map(|given| given.once(caller, command, at, false))
    }

    /// For an answer that holds a secret: it is not kept, and a repeat gets 409 `already_issued`.
    #[must_use]
    pub fn once_secret(&self, caller: &Caller, command: &impl Serialize, at: Timestamp) -> Option<Once> {
        self.0.as_ref().map(|given| given.once(caller, command, at, true))
    }
}

impl KeyGiven {
    /// A key that was read by [`read_key`], for what `route` names.
    #[must_use]
    pub(crate) fn new(key: String, route: String) -> Self {
        Self { key, route }
    }

    /// The key, scoped to the caller, with the fingerprint of route and command.
    #[must_use]
    pub fn once(&self, caller: &Caller, command: &impl Serialize, at: Timestamp, secret: bool) -> Once {
        let scope = format!("{}/{}", caller.tenant, caller.account);
        Once { scope, key: self.key.clone(), fingerprint: fingerprint(&self.route, command), at, secret }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all("idempotency-key").iter();
        let Some(value) = values.next() else { return Ok(Self(None)) };
        // Two keys are none.
        let key = if values.next().is_none() { read_key(value.as_bytes()) } else { read_key(b"") }?;
        Ok(Self(Some(KeyGiven { key, route: format!("{} {}", parts.method, parts.uri.path()) })))
    }
}

/// The key a header or a call's metadata holds.
///
/// # Errors
/// 400 `bad_idempotency_key`.
pub(crate) fn read_key(value: &[u8]) -> Result<String, Rejection> {
    std::str::from_utf8(value).ok().and_then(parse_key).ok_or_else(|| {
        let detail = "Idempotency-Key is one string of 1 to 255 visible ASCII characters.";
        Rejection::new(ErrorKind::Invalid, "bad_idempotency_key", detail)
    })
}

/// A structured-field string (RFC 8941 §3.3.3), or the same without quotes.
fn parse_key(text: &str) -> Option<String> {
    let text = text.trim();
    let key = match text.strip_prefix('"') {
        Some(rest) => unquote(rest)?,
        None => text.to_owned(),
    };
    let plain = key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    ((1..=KEY_CHARS_MAX).contains(&key.len()) && plain).then_some(key)
}

/// What stands before the closing quote, which must end the text.
fn unquote(rest: &str) -> Option<String> {
    let mut key = String::new();
    let mut letters = rest.chars();
    loop {
        match letters.next()? {
            '"' => return letters.next().is_none().then_some(key),
            '\\' => key.push(letters.next().filter(|letter| matches!(letter, '"' | '\\'))?),
            letter => key.push(letter),
        }
    }
}

/// SHA-256 of a route and the canonical form of a command: object keys sorted, so that the order of fields says nothing.
///
/// # Panics
/// When `command` does not serialise, which for plain structs cannot happen.
#[must_use]
pub fn fingerprint(route: &str, command: &impl Serialize) -> [u8; 32] {
    let value = serde_json::to_value(command).expect("a command is a plain struct");
    let mut canonical = format!("{route}\n");
    write_canonical(&value, &mut canonical);
    Sha256::digest(canonical).into()
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (key, value) in entries {
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write_canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{fingerprint, parse_key};

    #[test]
    fn quoted_and_bare_keys_are_the_same() {
        assert_eq!(parse_key(r#""8e03978e""#).as_deref(), Some("8e03978e"));
        assert_eq!(parse_key("8e03978e").as_deref(), Some("8e03978e"));
        assert_eq!(parse_key(r#""a\"b\\c""#).as_deref(), Some(r#"a"b\c"#));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let long = "x".repeat(256);
        for bad in ["", r#""""#, r#""a"#, r#""a"b"#, r#""a\n""#, "a\tb", &long] {
            assert_eq!(parse_key(bad), None, "{bad:?}");
        }
        assert!(parse_key(&long[1..]).is_some());
    }

    #[test]
    fn the_order_of_fields_does_not_matter_but_all_else_does() {
        let print = |route, command| fingerprint(route, &command);
        let first = print("POST /a", json!({"a": 1, "b": [1, {"c": 2}]}));
        assert_eq!(first, print("POST /a", json!({"b": [1, {"c": 2}], "a": 1})));
        assert_ne!(first, print("POST /b", json!({"a": 1, "b": [1, {"c": 2}]})));
        assert_ne!(first, print("POST /a", json!({"a": 1, "b": [{"c": 2}, 1]})));
        assert_ne!(print("r", json!(["a", "b"])), print("r", json!(["a,b"])));
    }
}
