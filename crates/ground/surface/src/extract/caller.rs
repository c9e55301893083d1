//! Finds out who calls: bearer first, else the browser's cookie, which other sites must not be able to use.

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use footlights_base::{ErrorKind, Rejection};
use http::request::Parts;
use http::{HeaderMap, Method, header};

use crate::{Caller, Credential, Edge, EdgeSettings, Problem, SESSION_COOKIE};

/// The longest credential that is looked at, in bytes.
const CREDENTIAL_BYTES_MAX: usize = 8 * 1024;

/// The caller of this request, once found.
#[derive(Clone)]
struct Identified(Caller);

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Edge: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        identify(parts, &Edge::from_ref(state)).await?.ok_or_else(|| unauthenticated().into())
    }
}

impl<S> OptionalFromRequestParts<S> for Caller
where
    S: Send + Sync,
    Edge: FromRef<S>,
{
    type Rejection = Problem;

    /// None without credentials, and with the cookie of a session that has ended: a public page still opens.
    /// A bearer token that does not count is refused, since whoever sent it means to be somebody.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        let by_cookie = !parts.headers.contains_key(header::AUTHORIZATION);
        match identify(parts, &Edge::from_ref(state)).await {
            Err(problem) if by_cookie && problem.rejection().kind == ErrorKind::Unauthenticated => Ok(None),
            found => found,
        }
    }
}

pub(crate) fn unauthenticated() -> Rejection {
    Rejection::new(ErrorKind::Unauthenticated, "unauthenticated", "Sign in first, or send a token that counts.")
}

/// The caller, if the request has credentials. Counts a write once per request.
async fn identify(parts: &mut Parts, edge: &Edge) -> Result<Option<Caller>, Problem> {
    if let Some(Identified(caller)) = parts.extensions.get() {
        return Ok(Some(caller.clone()));
    }
    let Some(caller) = identify_uncounted(parts, edge).await? else { return Ok(None) };
    if !parts.method.is_safe() {
        edge.count_write(caller.account)?;
    }
    parts.extensions.insert(Identified(caller.clone()));
    Ok(Some(caller))
}

/// The caller, if the request has credentials, for edges where the method does not tell what is a write.
pub(crate) async fn identify_uncounted(parts: &mut Parts, edge: &Edge) -> Result<Option<Caller>, Problem> {
    let cookie = cookie_value(&parts.headers, SESSION_COOKIE);
    let credential = match (parts.headers.get(header::AUTHORIZATION), &cookie) {
        (Some(value), _) => Credential::Bearer(bearer_of(value.as_bytes()).ok_or_else(unauthenticated)?),
        (None, Some(value)) => {
            refuse_other_sites(parts, &edge.settings)?;
            Credential::Cookie(value)
        }
        (None, None) => return Ok(None),
    };
    let mut caller = edge.authenticator.authenticate(credential).await?;
    caller.remote = edge.remote_of(&parts.extensions, &parts.headers);
    Ok(Some(caller))
}

/// The token of `Bearer TOKEN`.
pub(crate) fn bearer_of(value: &[u8]) -> Option<&str> {
    let (scheme, token) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    let token = token.trim();
    let plain = !token.is_empty() && token.len() <= CREDENTIAL_BYTES_MAX && token.bytes().all(|byte| byte.is_ascii_graphic());
    (scheme.eq_ignore_ascii_case("bearer") && plain).then_some(token)
}

/// The value of a cookie of the request.
#[must_use]
pub fn cookie_value(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(given, value)| *given == name && !value.is_empty() && value.len() <= CREDENTIAL_BYTES_MAX)
        .map(|(_, value)| value.to_owned())
}

/// A browser sends the cookie whoever wrote the page, so a change by cookie must show that our own page asked: a header
/// other sites cannot set without our leave, and our own origin where the browser names one.
fn refuse_other_sites(parts: &Parts, settings: &EdgeSettings) -> Result<(), Rejection> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let asked = parts.headers.get("x-footlights-csrf").is_some_and(|value| value == "1");
    if asked && comes_from_own_page(&parts.headers, settings) {
        return Ok(());
    }
    let detail = "With a browser session, changes need the header X-Footlights-CSRF: 1 and must come from our own pages.";
    Err(Rejection::new(ErrorKind::Forbidden, "cross_site", detail))
}

/// Whether the page that asks is ours, for requests to which a browser adds the cookie whoever wrote the page.
pub(crate) fn comes_from_own_page(headers: &HeaderMap, settings: &EdgeSettings) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let origin = origin.to_str().unwrap_or("null");
    is_own_origin(origin, headers.get(header::HOST).and_then(|host| host.to_str().ok()), settings)
}

/// Whether a page of ours would name this origin: that of the public address, or the host the request went to.
fn is_own_origin(origin: &str, host: Option<&str>, settings: &EdgeSettings) -> bool {
    let of_public = settings.public_url.as_deref().is_some_and(|url| url.trim_end_matches('/').eq_ignore_ascii_case(origin));
    let of_host = host.is_some_and(|host| {
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    });
    of_public || of_host
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::{bearer_of, cookie_value, is_own_origin};
    use crate::EdgeSettings;

    #[test]
    fn a_bearer_is_one_plain_word() {
        assert_eq!(bearer_of(b"Bearer abc.def"), Some("abc.def"));
        assert_eq!(bearer_of(b"bearer  abc"), Some("abc"));
        for bad in
            [&b"Basic abc"[..], b"Bearer", b"Bearer ", b"Bearer a b", b"Bearer \xff", &[b"Bearer ".to_vec(), vec![b'x'; 9_000]].concat()]
        {
            assert_eq!(bearer_of(bad), None);
        }
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append("cookie", "a=1; footlights_session=xyz".parse().expect("header"));
        headers.append("cookie", "not_footlights_session=no".parse().expect("header"));
        assert_eq!(cookie_value(&headers, "footlights_session").as_deref(), Some("xyz"));
        assert_eq!(cookie_value(&headers, "session"), None);
    }

    #[test]
    fn only_our_own_origin_fits() {
        let settings = EdgeSettings { public_url: Some("https://stage.example/".into()), ..EdgeSettings::default() };
        let own = |origin| is_own_origin(origin, Some("127.0.0.1:7300"), &settings);
        assert!(own("https://stage.example") && own("http://127.0.0.1:7300"));
        for foreign in ["null", "", "https://stage.example.evil", "http://stage.example", "http://127.0.0.1:7301", "127.0.0.1:7300"] {
            assert!(!own(foreign), "{foreign}");
        }
    }
}
