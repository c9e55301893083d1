//! The client: a request in, a whole response of bounded size out.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use reqwest::Url;
use reqwest::redirect::Policy;

use crate::reach::{Checked, Reach};

/// Limits of one client.
#[derive(Debug, Clone)]
pub struct OutboundSettings {
    /// How far it may reach.
    pub reach: Reach,
    /// From the first byte out to the last byte in.
    pub time_out: Duration,
    /// The largest response body, in bytes.
    pub response_bytes_max: usize,
}

impl OutboundSettings {
    /// Ten seconds and one megabyte.
    #[must_use]
    pub fn new(reach: Reach) -> Self {
        Self { reach, time_out: Duration::from_secs(10), response_bytes_max: 1024 * 1024 }
    }
}

/// Why there is no response. The text names the reason, never a secret of the request.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// The address may not be spoken to.
    #[error("{0}")]
    OutOfReach(&'static str),
    /// The response is larger than the limit.
    #[error("the response is larger than {0} bytes")]
    TooLarge(usize),
    /// No connection, no TLS, no answer in time.
    #[error("no answer: {0}")]
    Failed(String),
}

/// A client for one kind of target. Cheap to clone; keeps connections open.
#[derive(Debug, Clone)]
pub struct Outbound {
    /// Made at the first request: reading the system's certificates takes longer than starting the whole server.
    client: Arc<OnceLock<reqwest::Client>>,
    settings: OutboundSettings,
}

impl Outbound {
    /// A client for these targets.
    #[must_use]
    pub fn new(settings: OutboundSettings) -> Self {
        Self { client: Arc::default(), settings }
    }

    fn client(&self) -> &reqwest::Client {
        self.client.get_or_init(|| {
            reqwest::Client::builder()
                .redirect(Policy::none())
                .no_proxy()
                .referer(false)
                .timeout(self.settings.time_out)
                .connect_timeout(self.settings.time_out.min(Duration::from_secs(5)))
                .user_agent(concat!("footlights/", env!("CARGO_PKG_VERSION")))
                .dns_resolver(Checked(self.settings.reach))
                .build()
                .expect("the TLS library can be set up")
        })
    }

    /// Sends a request and reads the whole response, whatever its status. A redirect is returned, not followed.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Bytes>, OutboundError> {
        let mut response = self.execute(request).await?;
        let bytes_max = self.settings.response_bytes_max;
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| OutboundError::Failed(reason(&error)))? {
            if body.len() + chunk.len() > bytes_max {
                return Err(OutboundError::TooLarge(bytes_max));
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = Response::new(body.freeze());
        *answer.status_mut() = response.status();
        std::mem::swap(answer.headers_mut(), response.headers_mut());
        Ok(answer)
    }

    /// Sends a request and reads of the response only what says how it went. A body is read up to the limit, so that the
    /// connection can serve again, and beyond it the connection is dropped.
    ///
    /// # Errors
    /// [`OutboundError`], though never [`OutboundError::TooLarge`].
    pub async fn send_for_status(&self, request: Request<Vec<u8>>) -> Result<Response<()>, OutboundError> {
        let mut response = self.execute(request).await?;
        let mut answer = Response::new(());
        *answer.status_mut() = response.status();
        std::mem::swap(answer.headers_mut(), response.headers_mut());
        let mut read = 0;
        // The status counts, whatever becomes of the body.
        while let Ok(Some(chunk)) = response.chunk().await {
            read += chunk.len();
            if read > self.settings.response_bytes_max {
                break;
            }
        }
        Ok(answer)
    }

    /// An address as it will be dialled, if it could be spoken to, as far as that can be told from the address itself; names are
    /// checked when they are resolved. Names and passwords in it are refused: they belong into a header.
    ///
    /// # Errors
    /// [`OutboundError::OutOfReach`], which says why.
    pub fn check(&self, address: &str) -> Result<String, OutboundError> {
        let url = Url::parse(address).map_err(|_| OutboundError::OutOfReach("the address is not a URL"))?;
        self.check_url(&url)?;
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(OutboundError::OutOfReach("the address may not carry a user, a password or a fragment"));
        }
        Ok(url.into())
    }

    async fn execute(&self, request: Request<Vec<u8>>) -> Result<reqwest::Response, OutboundError> {
        let request = reqwest::Request::try_from(request).map_err(|_| OutboundError::OutOfReach("the address is not a URL"))?;
        // As it is dialled and not as it was written: a URL reads `127.1` and `2130706433` as addresses of this machine.
        self.check_url(request.url())?;
        self.client().execute(request).await.map_err(|error| OutboundError::Failed(reason(&error)))
    }

    fn check_url(&self, url: &Url) -> Result<(), OutboundError> {
        let host = url.host_str().ok_or(OutboundError::OutOfReach("the address names no host"))?;
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        if literal.is_some_and(|address| !self.settings.reach.admits(address)) {
            return Err(OutboundError::OutOfReach("the address is not on the public Internet"));
        }
        let here = host.eq_ignore_ascii_case("localhost") || literal.is_some_and(|address| address.is_loopback());
        match (url.scheme(), self.settings.reach) {
            ("https", _) | ("http", Reach::OutsideAndInside) => Ok(()),
            ("http", Reach::Operator | Reach::OutsideAndHere) if here => Ok(()),
            _ => Err(OutboundError::OutOfReach("only https may be used here (http to this machine alone)")),
        }
    }
}

/// The innermost cause: the outer ones repeat the URL, which may carry secrets.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "timed out".into();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if cause.source().is_none() && std::ptr::addr_eq(cause, error) { "the request failed".into() } else { cause.to_string() }
}

#[cfg(test)]
mod tests {
    use http::Request;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::{Outbound, OutboundError, OutboundSettings};
    use crate::Reach;

    fn get(url: &str) -> Request<Vec<u8>> {
        Request::get(url).body(Vec::new()).expect("request")
    }

    /// Answers one connection with `answer` and says where it listens.
    async fn stand_in(answer: String) -> (String, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
        let url = format!("http://{}/", listener.local_addr().expect("address"));
        #[expect(clippy::disallowed_methods, reason = "the test joins it")]
        let served = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("connection");
            let mut asked = [0; 1024];
            let _ = stream.read(&mut asked).await.expect("request");
            // The client may hang up once it has seen enough.
            let _ = stream.write_all(answer.as_bytes()).await;
        });
        (url, served)
    }

    #[tokio::test]
    async fn what_users_give_cannot_reach_inside() {
        let outside = Outbound::new(OutboundSettings::new(Reach::Outside));
        for url in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://169.254.169.254/latest",
            "https://10.1.2.3/",
            "https://[::ffff:10.0.0.1]/",
            "http://example.com/",
            "ftp://example.com/",
            // Other spellings of addresses of this machine and this network.
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.0.0.1/",
            "https://017700000001/",
            "https://10.0x1/",
        ] {
            assert!(matches!(outside.send(get(url)).await, Err(OutboundError::OutOfReach(_))), "{url}");
        }
        let named = outside.send(get("https://localhost/")).await.expect_err("resolves to this machine");
        assert!(named.to_string().contains("no address that may be reached"), "{named}");
    }

    #[tokio::test]
    async fn plain_http_goes_to_this_machine_only() {
        let operator = Outbound::new(OutboundSettings::new(Reach::Operator));
        assert!(matches!(operator.send(get("http://192.0.2.1/")).await, Err(OutboundError::OutOfReach(_))));
        let (url, served) = stand_in("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi".into()).await;
        let response = operator.send(get(&url)).await.expect("answer");
        assert_eq!((response.status().as_u16(), &response.body()[..]), (200, &b"hi"[..]));
        served.await.expect("served");
    }

    #[tokio::test]
    async fn this_machine_may_be_let_in_and_its_network_not() {
        let here = Outbound::new(OutboundSettings::new(Reach::OutsideAndHere));
        for url in ["https://10.1.2.3/", "https://169.254.169.254/", "http://example.com/", "http://192.168.0.1/", "https://[fd12::1]/"] {
            assert!(matches!(here.send(get(url)).await, Err(OutboundError::OutOfReach(_))), "{url}");
        }
        let (url, served) = stand_in("HTTP/1.1 204 No Content\r\n\r\n".into()).await;
        assert_eq!(here.check(&url).expect("may be reached"), url);
        assert_eq!(here.check("https://bücher.example").expect("may be reached"), "https://xn--bcher-kva.example/");
        for bad in ["https://me:pass@example.com/", "https://me@example.com/", "https://example.com/#x", "example.com", "https://"] {
            assert!(here.check(bad).is_err(), "{bad}");
        }
        assert_eq!(here.send_for_status(get(&url)).await.expect("answer").status().as_u16(), 204);
        served.await.expect("served");
    }

    #[tokio::test]
    async fn a_status_counts_whatever_follows_it() {
        let operator = Outbound::new(OutboundSettings { response_bytes_max: 10, ..OutboundSettings::new(Reach::Operator) });
        let (url, served) = stand_in(format!("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}", "x".repeat(99))).await;
        assert_eq!(operator.send_for_status(get(&url)).await.expect("answer").status().as_u16(), 200);
        served.await.expect("served");
    }

    #[tokio::test]
    async fn redirects_are_not_followed_and_floods_are_cut() {
        let operator = Outbound::new(OutboundSettings { response_bytes_max: 10, ..OutboundSettings::new(Reach::Operator) });
        let (url, served) = stand_in("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n".into()).await;
        assert_eq!(operator.send(get(&url)).await.expect("answer").status().as_u16(), 302);
        served.await.expect("served");
        let (url, served) = stand_in(format!("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}", "x".repeat(99))).await;
        assert!(matches!(operator.send(get(&url)).await, Err(OutboundError::TooLarge(10))));
        served.await.expect("served");
    }
}
