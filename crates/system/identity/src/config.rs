//! Settings of identity, with their defaults.

use std::time::Duration;

use footlights_surface::Role;

/// What one password check costs (Argon2id). The default is what OWASP advises: 19 MiB, two passes, one lane.
#[derive(Debug, Clone, Copy)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

/// Settings of identity.
#[derive(Debug, Clone)]
pub struct IdentitySettings {
    /// Life of an access token (`FOOTLIGHTS_ACCESS_TOKEN_SECONDS`).
    pub access_token_life: Duration,
    /// Life of a sign-in since its last refresh (`FOOTLIGHTS_REFRESH_TOKEN_DAYS`).
    pub session_life: Duration,
    /// Life of a sign-in however often it is refreshed.
    pub session_life_max: Duration,
    /// How long a refresh token that was just used gets the same answer again, for two tabs of one browser or a lost answer.
    pub refresh_grace: Duration,
    /// How long a checked credential is believed without asking the database. Revocations are announced to all nodes;
    /// this bounds what a lost announcement can do.
    pub cached_for: Duration,
    /// How often a signing key is replaced.
    pub signing_key_life: Duration,
    /// Sign-in attempts per address; three times as many per account. None switches the limit off
    /// (`FOOTLIGHTS_SIGN_INS_PER_MINUTE`).
    pub sign_ins_per_minute: Option<u32>,
    /// What a password check costs.
    pub password_cost: PasswordCost,
    /// Password checks at the same time; half the cores when 0, so that sign-ins cannot starve the server.
    pub password_checks_max: usize,
    /// Password checks that may wait; beyond it 503 with `Retry-After`.
    pub password_checks_waiting_max: usize,
    /// The address people use, such as `https://stage.example`; the browser comes back to it from an OpenID issuer.
    pub public_url: String,
    /// Single sign-on.
    pub oidc: Option<OidcSettings>,
}

impl Default for IdentitySettings {
    fn default() -> Self {
        let days = |days: u64| Duration::from_secs(days * 24 * 3600);
        Self {
            access_token_life: Duration::from_secs(900),
            session_life: days(30),
            session_life_max: days(180),
            refresh_grace: Duration::from_secs(30),
            cached_for: Duration::from_secs(30),
            signing_key_life: days(30),
            sign_ins_per_minute: Some(10),
            password_cost: PasswordCost::default(),
            password_checks_max: 0,
            password_checks_waiting_max: 64,
            public_url: "http://127.0.0.1:7300".into(),
            oidc: None,
        }
    }
}

impl IdentitySettings {
    /// Whether browsers reach us by https, so that cookies must be `Secure`.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// An OpenID Connect issuer (`FOOTLIGHTS_OIDC_ISSUER`, `_CLIENT_ID`, `_CLIENT_SECRET`, `_ROLE_CLAIM`, `_ROLE_MAP`).
#[derive(Clone)]
pub struct OidcSettings {
    /// The issuer, exactly as its tokens spell it.
    pub issuer: String,
    /// Our client id; also the audience of bearer tokens.
    pub client_id: String,
    /// Our client secret, if we are a confidential client.
    pub client_secret: Option<String>,
    /// The claim that lists a person's groups.
    pub role_claim: String,
    /// Which group gives which role. An account has at each sign-in the roles its groups give, when the map is not empty.
    pub role_map: Vec<(String, Role)>,
}

impl std::fmt::Debug for OidcSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OidcSettings")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret.as_ref().map(|_| "…"))
            .field("role_claim", &self.role_claim)
            .field("role_map", &self.role_map)
            .finish()
    }
}
