//! `/api/auth/oidc/…`: through the issuer and back.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use footlights_base::{ErrorKind, Rejection};
use footlights_surface::{Problem, Query, ReadProblems, cookie_value};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use utoipa::IntoParams;

use super::sign_in::{cleared_cookie, cookie, session_cookie};
use crate::Identity;
use crate::usecase::finish_oidc::OidcReturn;

/// The cookie that binds a sign-in to the browser that began it.
const ATTEMPT_COOKIE: &str = "footlights_oidc";
/// Where that cookie is sent.
const ATTEMPT_PATH: &str = "/api/auth/oidc";
/// How long that cookie lives, in seconds.
const ATTEMPT_SECONDS: u64 = 600;

/// Where to go afterwards.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct StartParams {
    /// A path of ours; `/` when not said.
    return_to: Option<String>,
}

/// What the issuer sends along.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CallbackParams {
    /// The code, when it vouches.
    code: Option<String>,
    /// What the browser was sent with.
    state: Option<String>,
    /// Why it does not vouch.
    error: Option<String>,
}

/// Sends the browser to the issuer.
#[utoipa::path(get, path = "/api/auth/oidc/start", operation_id = "start_oidc", tag = "auth", security(()), params(StartParams),
    responses((status = 303, description = "To the issuer"), ReadProblems))]
pub(super) async fn start(State(identity): State<Identity>, Query(params): Query<StartParams>) -> Result<Response, Problem> {
    let begun = identity.start_oidc(params.return_to.as_deref()).await?;
    let mut response = see_other(&begun.location)?;
    response.headers_mut().insert(header::SET_COOKIE, cookie(&identity, ATTEMPT_COOKIE, &begun.cookie, ATTEMPT_PATH, ATTEMPT_SECONDS));
    Ok(response)
}

/// Takes the browser back from the issuer and signs it in.
#[utoipa::path(get, path = "/api/auth/oidc/callback", operation_id = "finish_oidc", tag = "auth", security(()), params(CallbackParams),
    responses((status = 303, description = "To where the browser wanted to go"), ReadProblems))]
pub(super) async fn callback(
    State(identity): State<Identity>,
    headers: HeaderMap,
    Query(params): Query<CallbackParams>,
) -> Result<Response, Problem> {
    let (Some(code), Some(state), None) = (params.code, params.state, params.error) else {
        let detail = "The sign-in service did not vouch for you; try again.";
        return Err(Rejection::new(ErrorKind::Unauthenticated, "oidc_failed", detail).into());
    };
    let returned = OidcReturn { code, state, cookie: cookie_value(&headers, ATTEMPT_COOKIE) };
    let (signed_in, return_to) = identity.finish_oidc(returned).await?;
    let mut response = see_other(&return_to)?;
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, cleared_cookie(&identity, ATTEMPT_COOKIE, ATTEMPT_PATH));
    if let Some(value) = &signed_in.cookie {
        headers.append(header::SET_COOKIE, session_cookie(&identity, value));
    }
    Ok(response)
}

fn see_other(location: &str) -> Result<Response, Problem> {
    let location = HeaderValue::from_str(location).map_err(|error| Problem::from(footlights_base::Error::internal(error)))?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))])
        .into_response())
}
