//! What a client asks: query, operation, variables, extensions, out of a JSON value or a URL.

use async_graphql::Variables;
use footlights_base::{ErrorKind, FieldError, Rejection};
use serde_json::{Map, Value};

use crate::decode;

/// One operation as it was asked for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Empty where only a persisted query is named.
    pub(super) query: String,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Variables,
    pub(super) persisted: Option<PersistedName>,
}

/// What `extensions.persistedQuery` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PersistedName {
    pub(super) version: i64,
    pub(super) sha256: String,
}

impl Asked {
    /// From a body.
    pub(super) fn from_body(body: &[u8]) -> Result<Self, Rejection> {
        Self::from_value(decode(body)?)
    }

    /// From the parameters of a URL, where variables and extensions are JSON.
    pub(super) fn from_url(query: &str) -> Result<Self, Rejection> {
        let mut fields = Map::new();
        for (name, text) in form_urlencoded::parse(query.as_bytes()) {
            let value = match &*name {
                "variables" | "extensions" if !text.is_empty() => decode(text.as_bytes())?,
                _ => Value::String(text.into_owned()),
            };
            if fields.insert(name.to_string(), value).is_some() {
                return Err(Rejection::field(format!("/{name}"), "given_twice", "This parameter stands twice in the address."));
            }
        }
        for name in ["variables", "extensions", "operationName"] {
            if fields.get(name).is_some_and(|value| value == "") {
                fields.remove(name);
            }
        }
        Self::from_value(Value::Object(fields))
    }

    /// From JSON. What else stands there is ignored, as the specification of GraphQL over HTTP leaves room for more.
    pub(super) fn from_value(value: Value) -> Result<Self, Rejection> {
        let mut fields = match value {
            Value::Object(fields) => fields,
            Value::Array(_) => {
                let detail = "One request, one operation: batches are not supported. Send several requests; HTTP/2 carries them together.";
                return Err(Rejection::new(ErrorKind::Invalid, "batching_unsupported", detail));
            }
            _ => return Err(Rejection::field("", "wrong_type", "A request is an object with the field query.")),
        };
        let mut wrong = Vec::new();
        let mut text = |name: &'static str, wrong: &mut Vec<FieldError>| match fields.remove(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(_) => {
                wrong.push(wrong_type(name, "a text"));
                None
            }
        };
        let (query, operation_name) = (text("query", &mut wrong), text("operationName", &mut wrong));
        let mut map = |name: &'static str, wrong: &mut Vec<FieldError>| match fields.remove(name) {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(map)) => map,
            Some(_) => {
                wrong.push(wrong_type(name, "an object"));
                Map::new()
            }
        };
        let (variables, extensions) = (map("variables", &mut wrong), map("extensions", &mut wrong));
        let persisted = extensions.get("persistedQuery").map(|named| PersistedName {
            version: named["version"].as_i64().unwrap_or(0),
            sha256: named["sha256Hash"].as_str().unwrap_or_default().to_ascii_lowercase(),
        });
        if query.is_none() && persisted.is_none() && wrong.is_empty() {
            wrong.push(FieldError { field: "/query".into(), code: "missing", detail: "query is missing.".into() });
        }
        if !wrong.is_empty() {
            return Err(Rejection::fields(wrong));
        }
        let variables = Variables::from_json(Value::Object(variables));
        Ok(Self { query: query.unwrap_or_default(), operation_name, variables, persisted })
    }
}

fn wrong_type(name: &str, wanted: &str) -> FieldError {
    FieldError { field: format!("/{name}").into(), code: "wrong_type", detail: format!("{name} is {wanted}.").into() }
}
