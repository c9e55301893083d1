//! Reads JSON bodies strictly: whatever two readers might understand differently is refused, and each wrong field is named.
//!
//! Refused: bytes that are no UTF-8, lone surrogates, NUL in any text, a key given twice, nesting beyond [`JSON_DEPTH_MAX`],
//! anything after the value, and fields the command does not have. Knows nothing of HTTP.

use std::cell::RefCell;
use std::fmt;

use footlights_base::{ErrorKind, FieldError, Rejection};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// How deep objects and lists may nest.
pub const JSON_DEPTH_MAX: usize = 32;
/// How many unknown fields one refusal names.
const UNKNOWN_FIELDS_NAMED_MAX: usize = 16;
/// How much of a name that a client made up is told back to it.
const NAME_CHARS_MAX: usize = 64;

/// Reads one command.
///
/// # Errors
/// 400 `malformed_json`, or `invalid_fields` with each field by its JSON Pointer.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Rejection> {
    let text = std::str::from_utf8(bytes).map_err(|_| malformed("The body is not UTF-8.".into()))?;
    let value = parse(text)?;
    let mut track = serde_path_to_error::Track::new();
    let mut wrong = Vec::new();
    let deserializer = serde_path_to_error::Deserializer::new(value, &mut track);
    let decoded = serde_ignored::deserialize(deserializer, |path| {
        if wrong.len() < UNKNOWN_FIELDS_NAMED_MAX {
            wrong.push(unknown_field(pointer_of_ignored(&path)));
        }
    });
    match decoded {
        Ok(command) if wrong.is_empty() => Ok(command),
        Ok(_) => Err(Rejection::fields(wrong)),
        Err(error) => {
            wrong.insert(0, explain(&error.to_string(), pointer_of(&track.path())));
            Err(Rejection::fields(wrong))
        }
    }
}

fn malformed(detail: String) -> Rejection {
    Rejection::new(ErrorKind::Invalid, "malformed_json", detail)
}

fn unknown_field(pointer: String) -> FieldError {
    FieldError { field: pointer.into(), code: "unknown_field", detail: "There is no such field here; mind the spelling.".into() }
}

/// The text as a value, if every reader would understand it the same way.
fn parse(text: &str) -> Result<Value, Rejection> {
    let fault = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_str(text);
    let seed = Strict { fault: &fault, at: &At::Root, depth: 0 };
    let parsed = seed.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    match (parsed, fault.into_inner()) {
        (_, Some(field)) => Err(Rejection::fields(vec![field])),
        (Ok(value), None) => Ok(value),
        (Err(error), None) => Err(malformed(format!("The body is not JSON: {error}."))),
    }
}

/// Where the reader stands.
enum At<'a> {
    Root,
    Key(&'a At<'a>, &'a str),
    Index(&'a At<'a>, usize),
}

impl At<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Key(parent, key) => format!("{}/{}", parent.pointer(), escape(key)),
            Self::Index(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }
}

/// A reference token of RFC 6901, cut to a length that fits an answer.
fn escape(name: &str) -> String {
    name.chars().take(NAME_CHARS_MAX).collect::<String>().replace('~', "~0").replace('/', "~1")
}

/// Builds a value and stops at the first thing that is not clear.
struct Strict<'a> {
    fault: &'a RefCell<Option<FieldError>>,
    at: &'a At<'a>,
    depth: usize,
}

impl Strict<'_> {
    fn refuse<T, E: serde::de::Error>(&self, code: &'static str, detail: &'static str) -> Result<T, E> {
        let field = self.at.pointer().into();
        self.fault.borrow_mut().get_or_insert(FieldError { field, code, detail: detail.into() });
        Err(E::custom(code))
    }

    fn text<E: serde::de::Error>(&self, text: &str) -> Result<(), E> {
        if text.contains('\0') { self.refuse("bad_character", "NUL characters are not allowed.") } else { Ok(()) }
    }

    fn deeper<E: serde::de::Error>(&self) -> Result<(), E> {
        if self.depth >= JSON_DEPTH_MAX { self.refuse("too_deep", "Nested too deeply.") } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.text(value)?;
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.deeper()?;
        let mut list = Vec::new();
        loop {
            let at = At::Index(self.at, list.len());
            let seed = Strict { fault: self.fault, at: &at, depth: self.depth + 1 };
            match items.next_element_seed(seed)? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.deeper()?;
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let at = At::Key(self.at, &key);
            let seed = Strict { fault: self.fault, at: &at, depth: self.depth + 1 };
            seed.text(&key)?;
            if object.contains_key(&key) {
                return seed.refuse("given_twice", "The same field is given twice.");
            }
            let value = entries.next_value_seed(seed)?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", escape(key)),
        // A variant's name stands in the value, not in the way to it; unknown segments cannot be named.
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

fn pointer_of_ignored(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path;
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, index } => format!("{}/{index}", pointer_of_ignored(parent)),
        Path::Map { parent, key } => format!("{}/{}", pointer_of_ignored(parent), escape(key)),
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => pointer_of_ignored(parent),
    }
}

/// What serde says, as a field error. What the client sent is never repeated: it may be a password.
fn explain(message: &str, pointer: String) -> FieldError {
    let named = |prefix: &str| message.strip_prefix(prefix).and_then(|rest| rest.split('`').next()).map(escape);
    if let Some(name) = named("missing field `") {
        return FieldError { field: format!("{pointer}/{name}").into(), code: "missing", detail: "This field is required.".into() };
    }
    if let Some(name) = named("unknown field `") {
        let parent = pointer.strip_suffix(&format!("/{name}")).unwrap_or(&pointer);
        return unknown_field(format!("{parent}/{name}"));
    }
    let (code, detail) = match message.split_once(", expected ") {
        Some((said, expected)) if said.starts_with("unknown variant") => ("not_one_of", format!("Expected {expected}.")),
        Some((_, expected)) => ("wrong_type", format!("Expected {expected}.")),
        None => ("not_valid", format!("This value does not fit: {message}.")),
    };
    FieldError { field: pointer.into(), code, detail: detail.into() }
}

#[cfg(test)]
mod tests {
    use footlights_base::Rejection;
    use serde::Deserialize;

    use super::{JSON_DEPTH_MAX, decode};

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Order {
        #[expect(dead_code, reason = "only its type matters here")]
        amount_cents: u32,
        #[serde(default)]
        items: Vec<Item>,
        #[serde(default)]
        metadata: serde_json::Value,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Item {
        #[expect(dead_code, reason = "only its type matters here")]
        kind: Kind,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Tea,
    }

    fn refusal(text: impl AsRef<[u8]>) -> Rejection {
        decode::<Order>(text.as_ref()).expect_err("refused")
    }

    fn first(text: &str) -> (String, &'static str) {
        let field = refusal(text).fields.remove(0);
        (field.field.into_owned(), field.code)
    }

    #[test]
    fn a_good_order_is_read() {
        let order: Order = decode(br#"{"amountCents": 5, "items": [{"kind": "tea"}], "metadata": {"a": [1, 2.5, null]}}"#).expect("good");
        assert_eq!((order.items.len(), order.metadata["a"][1].as_f64()), (1, Some(2.5)));
    }

    #[test]
    fn each_wrong_field_is_named_by_its_pointer() {
        assert_eq!(first(r"{}"), ("/amountCents".into(), "missing"));
        assert_eq!(first(r#"{"amountCents": "5"}"#), ("/amountCents".into(), "wrong_type"));
        assert_eq!(first(r#"{"amountCents": -5}"#), ("/amountCents".into(), "wrong_type"));
        assert_eq!(first(r#"{"amountCents": 5, "a/b~c": 1}"#), ("/a~1b~0c".into(), "unknown_field"));
        assert_eq!(first(r#"{"amountCents": 5, "items": [{"kind": "tea", "x": 1}]}"#), ("/items/0/x".into(), "unknown_field"));
        assert_eq!(first(r#"{"amountCents": 5, "items": [{"kind": "gin"}]}"#), ("/items/0/kind".into(), "not_one_of"));
        assert_eq!(first(r#"{"amountCents": 5, "amountCents": 6}"#), ("/amountCents".into(), "given_twice"));
        assert_eq!(first(r#"{"amountCents": 5, "metadata": {"a": ["x\u0000y"]}}"#), ("/metadata/a/0".into(), "bad_character"));
        assert_eq!(first(r#"{"amountCents": 5, "metadata": {"\u0000": 1}}"#).1, "bad_character");
        assert_eq!(first("[]"), (String::new(), "wrong_type"));
    }

    #[test]
    fn several_unknown_fields_are_all_named_but_not_without_end() {
        let refused = refusal(r#"{"amountCents": 5, "a": 1, "b": 2}"#);
        assert_eq!(refused.fields.iter().map(|field| &*field.field).collect::<Vec<_>>(), ["/a", "/b"]);
        let many = (0..100).map(|n| format!(r#","x{n}": 1"#)).collect::<String>();
        assert_eq!(refusal(format!(r#"{{"amountCents": 5{many}}}"#)).fields.len(), 16);
    }

    #[test]
    fn what_is_no_clean_json_is_malformed() {
        for bad in [
            "",
            "{",
            "{\"amountCents\": 5} x",
            "{'amountCents': 5}",
            "NaN",
            r#"{"metadata": "\ud800"}"#,
            r#"{"metadata": "\udc00x"}"#,
            "{\"metadata\": 1e999}",
        ] {
            assert_eq!(refusal(bad).code, "malformed_json", "{bad}");
        }
        assert_eq!(refusal(b"{\"metadata\": \"\xff\"}").code, "malformed_json");
    }

    #[test]
    fn depth_ends_before_the_stack_does() {
        let nested = |depth: usize| format!(r#"{{"amountCents": 5, "metadata": {}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        decode::<Order>(nested(JSON_DEPTH_MAX - 1).as_bytes()).expect("deep enough");
        assert_eq!(refusal(nested(JSON_DEPTH_MAX)).fields[0].code, "too_deep");
        assert_eq!(refusal("[".repeat(200_000)).fields[0].code, "too_deep");
    }

    #[test]
    fn a_refusal_does_not_repeat_what_was_sent() {
        let refused = refusal(r#"{"amountCents": "hunter2"}"#);
        assert!(!format!("{refused:?}").contains("hunter2"), "{refused:?}");
    }
}
