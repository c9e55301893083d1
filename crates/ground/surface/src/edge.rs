//! What every router is given: the authenticator, the clock, chance, the limiter and the edge's settings.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use footlights_base::{AccountId, Chance, Clock, Rejection};

use crate::remote::remote_of;
use crate::{Authenticator, LimitKey, Limiter, Quota};

/// Settings of the HTTP edge.
#[derive(Debug, Clone)]
pub struct EdgeSettings {
    /// The address people use, such as `https://stage.example`; decides `Secure` cookies and which `Origin` is ours.
    pub public_url: Option<String>,
    /// Writes per account, through any number of its credentials.
    pub writes_per_account: Option<Quota>,
    /// Writes per address (an IPv6 network of 64 bits counts as one).
    pub writes_per_address: Option<Quota>,
    /// How long a handler may take until its answer begins.
    pub time_out: Duration,
    /// How large a body may be, in bytes; uploads set their own.
    pub body_bytes_max: usize,
    /// Origins of other sites whose scripts may call us with a bearer token (`*`: any); none by default.
    pub cors_origins: Vec<String>,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for EdgeSettings {
    fn default() -> Self {
        Self {
            public_url: None,
            writes_per_account: Some(Quota::per_second(20, 40)),
            writes_per_address: Some(Quota::per_second(100, 200)),
            time_out: Duration::from_secs(30),
            body_bytes_max: 256 * 1024,
            cors_origins: Vec::new(),
            trusted_proxies: Vec::new(),
        }
    }
}

impl EdgeSettings {
    /// Whether people reach us by https, so that cookies must be `Secure`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// What a router's state offers to the extractors through `FromRef`. Cheap to clone.
#[derive(Clone)]
pub struct Edge {
    /// Who checks credentials.
    pub authenticator: Arc<dyn Authenticator>,
    /// Counts writes and attempts of this node.
    pub limiter: Arc<Limiter>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Request ids come from here.
    pub chance: Chance,
    /// Settings.
    pub settings: Arc<EdgeSettings>,
}

impl Edge {
    /// An edge with a limiter of its own.
    #[must_use]
    pub fn new(authenticator: Arc<dyn Authenticator>, clock: Arc<dyn Clock>, chance: Chance, settings: EdgeSettings) -> Self {
        Self { authenticator, limiter: Arc::new(Limiter::new(clock.clone())), clock, chance, settings: Arc::new(settings) }
    }

    /// The address a request counts for.
    #[must_use]
    pub fn remote_of(&self, extensions: &http::Extensions, headers: &http::HeaderMap) -> IpAddr {
        remote_of(extensions, headers, &self.settings.trusted_proxies)
    }

    /// Counts one write from an address, whoever it says it is.
    ///
    /// # Errors
    /// 429 `rate_limited` above the quota.
    pub fn count_write_from(&self, remote: IpAddr) -> Result<(), Rejection> {
        let Some(quota) = self.settings.writes_per_address else { return Ok(()) };
        self.limiter.take(LimitKey::address("write", remote), quota)
    }

    /// Counts one write of an account, whichever way it came: REST and sockets take from the same bucket.
    ///
    /// # Errors
    /// 429 `rate_limited` above the quota.
    pub fn count_write(&self, account: AccountId) -> Result<(), Rejection> {
        let Some(quota) = self.settings.writes_per_account else { return Ok(()) };
        self.limiter.take(LimitKey::Account("write", account), quota)
    }
}
