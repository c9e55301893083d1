//! The query of a request.

use std::collections::HashSet;

use axum::extract::FromRequestParts;
use footlights_base::{FieldError, Rejection};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Problem;

/// Query parameters; those the type does not have are passed over.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<S, T> FromRequestParts<S> for Query<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(read(parts.uri.query().unwrap_or_default())?))
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Rejection> {
    let pairs = || form_urlencoded::parse(query.as_bytes());
    if let Some((name, _)) = pairs().find(|(name, value)| name.contains('\0') || value.contains('\0')) {
        return Err(Rejection::field(format!("/{}", name.replace('\0', "")), "bad_character", "NUL characters are not allowed."));
    }
    let mut names = HashSet::new();
    if let Some((name, _)) = pairs().find(|(name, _)| !names.insert(name.clone())) {
        return Err(Rejection::field(format!("/{name}"), "given_twice", "The same parameter is given twice."));
    }
    serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs())).map_err(|error| {
        let name = error.path().to_string();
        let text = error.into_inner().to_string();
        if let Some(missing) = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
            return Rejection::field(format!("/{missing}"), "missing", "This query parameter is required.");
        }
        let detail = match text.split_once(", expected ") {
            Some((_, expected)) => format!("Expected {expected}."),
            None => format!("This value does not fit: {text}."),
        };
        Rejection::fields(vec![FieldError { field: format!("/{name}").into(), code: "not_valid", detail: detail.into() }])
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Filter {
        platform: Option<String>,
        days: Option<u8>,
    }

    #[test]
    fn each_wrong_parameter_is_named() {
        let filter: Filter = super::read("platform=a%20b&days=7&other=1").expect("good");
        assert_eq!((filter.platform.as_deref(), filter.days), (Some("a b"), Some(7)));
        for (bad, field) in [("days=300", "/days"), ("days=x", "/days"), ("platform=%00", "/platform"), ("days=1&days=2", "/days")] {
            let refusal = super::read::<Filter>(bad).expect_err("refused");
            assert_eq!(refusal.fields[0].field, field, "{bad}: {refusal:?}");
        }
    }
}
