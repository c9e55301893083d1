//! `/api/auth/…`: signing in and out.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use footlights_surface::{Caller, ClientAddress, JsonBody, Problem, Problems, Query, ReadProblems, SESSION_COOKIE};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use zeroize::Zeroizing;

use super::body::AccountBody;
use crate::model::SignedIn;
use crate::{Identity, LogIn};

/// Name and password.
#[derive(Deserialize, ToSchema)]
pub(super) struct Login {
    /// The name, in any case of letters.
    username: String,
    /// The password.
    password: String,
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Refresh {
    /// As the last sign-in or refresh gave it.
    refresh_token: String,
}

/// The old password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChangePassword {
    /// The one that counts now.
    current_password: String,
    /// The one that is to count.
    new_password: String,
}

/// What somebody gets who signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignedIn)]
pub(super) struct SignedInBody {
    /// For `Authorization: Bearer`.
    access_token: String,
    /// Gets the next access token, once.
    refresh_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds until the access token ends.
    expires_in: u64,
    /// Who signed in.
    account: AccountBody,
}

/// How one can sign in.
#[derive(Serialize, ToSchema)]
pub(super) struct AuthMethods {
    /// By name and password.
    password: bool,
    /// By the issuer: open `/api/auth/oidc/start`.
    oidc: bool,
}

/// Who the caller is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Me {
    #[serde(flatten)]
    itself: AccountBody,
    /// The same once more under its name.
    account: AccountBody,
    /// With `?socket=true` and a sign-in: a short-lived token for Socket.IO's `auth`.
    #[serde(skip_serializing_if = "Option::is_none")]
    socket_token: Option<String>,
    /// Seconds until that ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<u64>,
}

/// What else is wanted of `me`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct MeParams {
    /// A token for sockets as well.
    #[serde(default)]
    socket: bool,
}

/// How one can sign in.
#[utoipa::path(get, path = "/api/auth/methods", operation_id = "auth_methods", tag = "auth", security(()), responses((status = 200, body = AuthMethods)))]
pub(super) async fn methods(State(identity): State<Identity>) -> Json<AuthMethods> {
    Json(AuthMethods { password: true, oidc: identity.has_oidc() })
}

/// Signs in by name and password; also sets the browser's cookie.
#[utoipa::path(post, path = "/api/auth/login", operation_id = "login", tag = "auth", security(()), request_body = Login,
    responses((status = 200, body = SignedInBody), Problems))]
pub(super) async fn login(
    State(identity): State<Identity>,
    ClientAddress(remote): ClientAddress,
    JsonBody(body): JsonBody<Login>,
) -> Result<Response, Problem> {
    let command = LogIn { username: body.username, password: Zeroizing::new(body.password), remote };
    let signed_in = identity.log_in(command).await?;
    let cookie = signed_in.cookie.as_deref().map(|cookie| session_cookie(&identity, cookie));
    let mut response = Json(body_of(&identity, signed_in)).into_response();
    no_store(&mut response);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

/// Exchanges a refresh token for the next one and an access token.
#[utoipa::path(post, path = "/api/auth/refresh", operation_id = "refresh", tag = "auth", security(()), request_body = Refresh,
    responses((status = 200, body = SignedInBody), Problems))]
pub(super) async fn refresh(State(identity): State<Identity>, JsonBody(body): JsonBody<Refresh>) -> Result<Response, Problem> {
    let signed_in = identity.refresh(&body.refresh_token).await?;
    let mut response = Json(body_of(&identity, signed_in)).into_response();
    no_store(&mut response);
    Ok(response)
}

/// Ends the sign-in the request came with.
#[utoipa::path(post, path = "/api/auth/logout", operation_id = "logout", tag = "auth", responses((status = 204), Problems))]
pub(super) async fn logout(State(identity): State<Identity>, caller: Caller) -> Result<Response, Problem> {
    identity.log_out(&caller).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, cleared_cookie(&identity, SESSION_COOKIE, "/"));
    Ok(response)
}

/// Who the caller is.
#[utoipa::path(get, path = "/api/auth/me", operation_id = "me", tag = "auth", params(MeParams), responses((status = 200, body = Me), ReadProblems))]
pub(super) async fn me(State(identity): State<Identity>, caller: Caller, Query(params): Query<MeParams>) -> Result<Response, Problem> {
    let account = identity.me(&caller).await?;
    identity.keep_signed_in(&caller).await?;
    let token = if params.socket { identity.socket_token(&caller).await? } else { None };
    let expires_in = token.as_ref().map(|_| identity.settings.access_token_life.as_secs());
    let socket_token = token.map(|(token, _)| token);
    let mut response = Json(Me { itself: account.clone().into(), account: account.into(), socket_token, expires_in }).into_response();
    no_store(&mut response);
    Ok(response)
}

/// Changes one's own password; all other sign-ins end.
#[utoipa::path(post, path = "/api/auth/password", operation_id = "change_password", tag = "auth", request_body = ChangePassword, responses((status = 204), Problems))]
pub(super) async fn change_password(
    State(identity): State<Identity>,
    caller: Caller,
    JsonBody(body): JsonBody<ChangePassword>,
) -> Result<StatusCode, Problem> {
    identity.change_password(&caller, Zeroizing::new(body.current_password), Zeroizing::new(body.new_password)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn body_of(identity: &Identity, signed_in: SignedIn) -> SignedInBody {
    SignedInBody {
        expires_in: identity.settings.access_token_life.as_secs(),
        access_token: signed_in.access_token,
        refresh_token: signed_in.refresh_token,
        token_type: "Bearer",
        account: signed_in.account.into(),
    }
}

/// Answers with secrets in them stay out of every cache (RFC 6749 §5.1).
fn no_store(response: &mut Response) {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// The browser's cookie, which scripts cannot read and other sites' requests do not carry along (except for links). It is
/// kept as long as a sign-in can live at most; whether it still counts is decided here.
pub(super) fn session_cookie(identity: &Identity, value: &str) -> HeaderValue {
    cookie(identity, SESSION_COOKIE, value, "/", identity.settings.session_life_max.as_secs())
}

pub(super) fn cleared_cookie(identity: &Identity, name: &str, path: &str) -> HeaderValue {
    cookie(identity, name, "", path, 0)
}

pub(super) fn cookie(identity: &Identity, name: &str, value: &str, path: &str, life_seconds: u64) -> HeaderValue {
    let secure = if identity.settings.is_https() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path={path}; Max-Age={life_seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).expect("names and values of ours are plain")
}
