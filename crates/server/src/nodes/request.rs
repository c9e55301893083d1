//! What of a request and of its answer passes from node to node: a short list, so that nothing a client writes is taken for
//! the word of a node or of a proxy.

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use footlights_realtime::RemoteAddr;
use http::{HeaderMap, HeaderName, HeaderValue, Uri, Version, header};

use super::seal::{Sealed, Seals};

/// Whom a passed-on request counts for.
pub(super) const CLIENT: HeaderName = HeaderName::from_static("x-footlights-client");
/// The seal over it; see [`super::seal`].
pub(super) const SEAL: HeaderName = HeaderName::from_static("x-footlights-seal");

/// What the owner of a session looks at.
const KEPT: [HeaderName; 5] =
    [header::ORIGIN, header::CONTENT_TYPE, header::CONTENT_LENGTH, header::SEC_WEBSOCKET_KEY, header::SEC_WEBSOCKET_VERSION];
/// What is said between two neighbours only (RFC 9110, 7.6.1).
const HOP_BY_HOP: [HeaderName; 5] =
    [header::CONNECTION, header::TE, header::TRAILER, header::TRANSFER_ENCODING, HeaderName::from_static("keep-alive")];

/// The request as it goes to `node`, reached at `address` (`http://host:port`). None when there is nothing to go by.
pub(super) fn pass_on(request: Request, node: &str, address: &str, seals: &Seals) -> Option<http::Request<Body>> {
    let target = request.uri().path_and_query()?.as_str();
    let client = request.extensions().get::<RemoteAddr>()?.0;
    let seal = seals.seal(&Sealed { to: node, client, method: request.method(), target });
    let uri: Uri = format!("{address}{target}").parse().ok()?;
    let mut headers = HeaderMap::new();
    for name in KEPT {
        if let Some(value) = request.headers().get(&name) {
            headers.insert(name, value.clone());
        }
    }
    if request.version() == Version::HTTP_11 && request.headers().contains_key(header::UPGRADE) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    }
    headers.insert(CLIENT, HeaderValue::from_str(&client.to_string()).ok()?);
    headers.insert(SEAL, HeaderValue::from_str(&seal).ok()?);
    let (parts, body) = request.into_parts();
    let mut passed = http::Request::new(body);
    (*passed.method_mut(), *passed.uri_mut(), *passed.headers_mut()) = (parts.method, uri, headers);
    Some(passed)
}

/// The answer as it goes to the client.
pub(super) fn answer(mut response: Response) -> Response {
    if response.status() != http::StatusCode::SWITCHING_PROTOCOLS {
        for name in HOP_BY_HOP {
            response.headers_mut().remove(name);
        }
    }
    *response.version_mut() = Version::HTTP_11;
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;
    use footlights_realtime::RemoteAddr;

    use super::{CLIENT, SEAL, pass_on};
    use crate::nodes::seal::Seals;

    fn request(headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().uri("/socket.io/?sid=a.0.b").body(Body::empty()).expect("a request");
        for (name, value) in headers {
            let name: http::HeaderName = name.parse().expect("a name");
            request.headers_mut().append(name, value.parse().expect("a value"));
        }
        request.extensions_mut().insert(RemoteAddr("203.0.113.9".parse().expect("an address")));
        request
    }

    #[test]
    fn what_a_client_says_about_itself_does_not_pass() {
        let forged = [
            ("x-footlights-client", "198.51.100.1"),
            ("x-footlights-seal", "AAAA"),
            ("x-forwarded-for", "198.51.100.1"),
            ("authorization", "Bearer secret"),
            ("cookie", "footlights_session=secret"),
            ("origin", "https://a.example"),
        ];
        let passed = pass_on(request(&forged), "a", "http://10.0.0.5:7300", &Seals::new([1; 32])).expect("passed on");
        assert_eq!(passed.uri(), "http://10.0.0.5:7300/socket.io/?sid=a.0.b");
        assert_eq!(passed.headers()[CLIENT], "203.0.113.9");
        assert_ne!(passed.headers()[SEAL], "AAAA");
        let mut names: Vec<_> = passed.headers().keys().map(http::HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["origin", "x-footlights-client", "x-footlights-seal"]);
    }

    #[test]
    fn an_upgrade_stays_one() {
        let upgrade =
            [("connection", "keep-alive, Upgrade"), ("upgrade", "WebSocket"), ("sec-websocket-key", "k"), ("sec-websocket-version", "13")];
        let passed = pass_on(request(&upgrade), "a", "http://10.0.0.5:7300", &Seals::new([1; 32])).expect("passed on");
        assert_eq!(
            (&passed.headers()["connection"], &passed.headers()["upgrade"]),
            (&"Upgrade".parse().expect("value"), &"websocket".parse().expect("value"))
        );
        assert_eq!(passed.headers()["sec-websocket-key"], "k");
    }
}
