//! How refusals and failures are told in `errors`: the code REST uses in `extensions.code`, mapped from the same [`Problem`].

use async_graphql::{Error, ErrorExtensionValues, ServerError, Value};
use footlights_base::{Failure, Rejection};
use serde::Serialize;

use crate::{Problem, request_id};

/// For resolvers: whatever went wrong, as the caller may see it.
#[must_use]
pub fn refuse(failure: impl Into<Failure>) -> Error {
    let problem = Problem::from(failure.into());
    let rejection = problem.rejection();
    Error { message: rejection.detail.to_string(), source: None, extensions: Some(extensions(rejection)) }
}

/// One error that no resolver gave.
pub(super) fn error_of(rejection: &Rejection) -> ServerError {
    let mut error = ServerError::new(rejection.detail.to_string(), None);
    error.extensions = Some(extensions(rejection));
    error
}

/// `{code, errors?, retryAfter?, instance?}`: what a problem document says, without what GraphQL says itself.
fn extensions(rejection: &Rejection) -> ErrorExtensionValues {
    #[derive(Serialize)]
    struct Field<'a> {
        field: &'a str,
        code: &'a str,
        detail: &'a str,
    }
    let mut values = ErrorExtensionValues::default();
    values.set("code", rejection.code);
    if !rejection.fields.is_empty() {
        let fields: Vec<_> = rejection.fields.iter().map(|one| Field { field: &one.field, code: one.code, detail: &one.detail }).collect();
        values.set("errors", async_graphql::to_value(fields).expect("plain structs"));
    }
    if let Some(after) = rejection.retry_after {
        values.set("retryAfter", u64::try_from(after.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX).max(1));
    }
    if let Some(id) = request_id() {
        values.set("instance", id.as_str());
    }
    values
}

/// Gives each error that the library made a code: without a path the document is at fault, with one a value in it.
pub(super) fn name_errors(errors: &mut [ServerError]) {
    for error in errors {
        let code = if error.path.is_empty() { "graphql_invalid" } else { "not_valid" };
        let values = error.extensions.get_or_insert_default();
        if values.get("code").is_none() {
            values.set("code", Value::from(code));
        }
    }
}
