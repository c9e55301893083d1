//! Content that is inside the binary in gzip form alone: sent as it is to whoever takes that, unpacked for everybody else.
//!
//! gzip and not brotli, since browsers take brotli on secured connections only, and most of these servers stand in a home.

use std::collections::HashMap;
use std::io::Read as _;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};

/// The largest content that is unpacked, bytes.
const UNPACKED_MAX: u64 = 16 << 20;

/// What was asked for unpacked once stays unpacked: a copy for each request would let one client that reads nothing fill the
/// memory. There are as many as there are files.
static UNPACKED: LazyLock<Mutex<HashMap<[u8; 32], Bytes>>> = LazyLock::new(Mutex::default);

/// Content in gzip form.
#[derive(Clone)]
pub(crate) struct Packed {
    pub(crate) bytes: Bytes,
    /// SHA-256 of these bytes.
    pub(crate) hash: [u8; 32],
}

impl Packed {
    /// What stands in the binary.
    pub(crate) fn inside(bytes: &'static [u8]) -> Self {
        Self { bytes: Bytes::from_static(bytes), hash: Sha256::digest(bytes).into() }
    }
}

/// Answers with packed content, or 304 when the client has it already.
pub(crate) fn send(headers: &HeaderMap, packed: &Packed, kind: &'static str, caching: &'static str) -> Response {
    let takes_gzip = takes_gzip(headers);
    let tag = tag(&packed.hash, takes_gzip);
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = match (known, takes_gzip) {
        (true, _) => StatusCode::NOT_MODIFIED.into_response(),
        (false, true) => ([(header::CONTENT_ENCODING, "gzip")], Body::from(packed.bytes.clone())).into_response(),
        (false, false) => match unpacked(packed) {
            Ok(plain) => Body::from(plain).into_response(),
            Err(error) => {
                tracing::error!(%error, "content inside the binary cannot be unpacked");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        },
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    out.insert(header::ETAG, HeaderValue::from_str(&tag).expect("hexadecimal is ASCII"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// The content in full.
pub(crate) fn unpack(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(packed).take(UNPACKED_MAX).read_to_end(&mut plain)?;
    Ok(plain)
}

/// The tag of a form of some content.
fn tag(hash: &[u8; 32], packed: bool) -> String {
    let hash: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    if packed { format!("\"{hash}-gz\"") } else { format!("\"{hash}\"") }
}

fn unpacked(packed: &Packed) -> std::io::Result<Bytes> {
    let mut unpacked = UNPACKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(plain) = unpacked.get(&packed.hash) {
        return Ok(plain.clone());
    }
    let plain = Bytes::from(unpack(&packed.bytes)?);
    unpacked.insert(packed.hash, plain.clone());
    Ok(plain)
}

/// Whether the client takes gzip (RFC 9110, 12.5.3): named, or by the star, and not with a weight of 0.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let weight = |name: &str| {
        let lists = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        lists.flat_map(|list| list.split(',')).find_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            parts.next().filter(|coding| coding.eq_ignore_ascii_case(name))?;
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f32>);
            Some(weight.unwrap_or(0.0))
        })
    };
    weight("gzip").or_else(|| weight("*")).is_some_and(|weight| weight > 0.0)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::{Packed, send, takes_gzip};

    fn accept(text: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(text))])
    }

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        for yes in ["gzip", "br, gzip", "deflate, GZIP;q=0.5", "*", "br;q=0, *;q=0.1"] {
            assert!(takes_gzip(&accept(yes)), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzip;q=0, *", "gzip;q=nonsense", "identity", "xgzip"] {
            assert!(!takes_gzip(&accept(no)), "{no}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[tokio::test]
    async fn everybody_gets_the_same_content_and_304_for_what_she_has() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(b"to be or not to be").expect("packed");
        let packed = Packed { bytes: packed.finish().expect("packed").into(), hash: [7; 32] };
        let ask = |headers: &HeaderMap| send(headers, &packed, "text/plain", "no-cache");
        let plain = ask(&HeaderMap::new());
        assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
        let tag = plain.headers()[header::ETAG].clone();
        assert_eq!(axum::body::to_bytes(plain.into_body(), 100).await.expect("read"), "to be or not to be");
        let small = ask(&accept("gzip"));
        assert_eq!(
            (&small.headers()[header::CONTENT_ENCODING], &small.headers()[header::VARY]),
            (&"gzip".parse().expect("value"), &"accept-encoding".parse().expect("value"))
        );
        assert_ne!(small.headers()[header::ETAG], tag, "two forms, two tags");
        let known = HeaderMap::from_iter([(header::IF_NONE_MATCH, tag)]);
        assert_eq!(ask(&known).status(), StatusCode::NOT_MODIFIED);
    }
}
