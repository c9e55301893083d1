//! Which other origins may poll from a browser.

use http::{HeaderMap, HeaderValue, header};

/// The headers to add to an answer.
pub(super) fn headers(allowed: &[String], request: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if allowed.is_empty() {
        return headers;
    }
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = request.get(header::ORIGIN) else { return headers };
    let any = allowed.iter().any(|one| one == "*");
    if !any && !allowed.iter().any(|one| one.as_bytes() == origin.as_bytes()) {
        return headers;
    }
    // Without credentials: who one is travels in the CONNECT packet, never in a cookie.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, if any { HeaderValue::from_static("*") } else { origin.clone() });
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Content-Type"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    headers
}

#[cfg(test)]
mod tests {
    use super::headers;
    use http::{HeaderMap, HeaderValue, header};

    fn allows(allowed: &[&str], origin: &'static str) -> bool {
        let allowed: Vec<String> = allowed.iter().map(|one| (*one).to_owned()).collect();
        let mut request = HeaderMap::new();
        request.insert(header::ORIGIN, HeaderValue::from_static(origin));
        headers(&allowed, &request).contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
    }

    #[test]
    fn only_listed_origins_may_poll() {
        assert!(allows(&["https://a.example"], "https://a.example"));
        assert!(!allows(&["https://a.example"], "https://b.example"));
        assert!(allows(&["*"], "https://b.example"));
        assert!(!allows(&[], "https://a.example"));
    }
}
