//! Which page of a list is wanted.

use axum::extract::FromRequestParts;
use footlights_base::{Cursor, CursorError, ErrorKind, PageRequest, Rejection};
use http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{Problem, Query};

/// `?limit=&cursor=` of a list.
#[derive(Debug, Clone, Default)]
pub struct Paging(pub PageRequest);

/// The same for the OpenAPI document: `params(PagingParams)`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PagingParams {
    /// How many items at most: 1 to 200, 50 when not said.
    pub limit: Option<u32>,
    /// The `nextCursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

impl Paging {
    /// The sort key the page starts after, if it is not the first.
    ///
    /// # Errors
    /// 400 `bad_cursor` when the cursor is not one of `list`.
    pub fn after<K: DeserializeOwned>(&self, list: &str) -> Result<Option<K>, Rejection> {
        self.0
            .cursor
            .as_ref()
            .map(|cursor| cursor.open(list))
            .transpose()
            .map_err(|error: CursorError| Rejection::new(ErrorKind::Invalid, "bad_cursor", format!("{error}.")))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(PagingParams { limit, cursor }) = Query::from_request_parts(parts, state).await?;
        if limit == Some(0) {
            return Err(Rejection::field("/limit", "not_valid", "At least 1.").into());
        }
        Ok(Self(PageRequest { limit, cursor }))
    }
}
