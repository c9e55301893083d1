//! The variable parts of a path.

use axum::extract::FromRequestParts;
use footlights_base::Rejection;
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Problem;

/// Like axum's, but a part that cannot be the id of anything is 404 like every unknown id.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<S, T> FromRequestParts<S> for Path<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Send,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if parts.uri.path().contains("%00") {
            return Err(Rejection::not_found("thing").into());
        }
        let axum::extract::Path(value) =
            axum::extract::Path::from_request_parts(parts, state).await.map_err(|_| Rejection::not_found("thing"))?;
        Ok(Self(value))
    }
}
