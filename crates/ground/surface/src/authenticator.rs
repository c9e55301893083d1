//! The port behind which credentials are checked; identity implements it.

use footlights_base::{BoxFuture, Failure};

use crate::Caller;

/// The browser session's cookie: HttpOnly, SameSite=Lax, Secure where the public address is https.
pub const SESSION_COOKIE: &str = "footlights_session";

/// What somebody shows to be let in.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// `Authorization: Bearer …`, or the `token` of a socket's `auth`.
    Bearer(&'a str),
    /// The value of [`SESSION_COOKIE`].
    Cookie(&'a str),
}

impl std::fmt::Debug for Credential<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "Bearer(…)",
            Self::Cookie(_) => "Cookie(…)",
        })
    }
}

/// Tells who a credential belongs to.
pub trait Authenticator: Send + Sync + 'static {
    /// The caller, with `remote` unspecified.
    ///
    /// Fails with a refusal of kind `Unauthenticated` when the credential is unknown, expired, forged or revoked.
    fn authenticate<'a>(&'a self, credential: Credential<'a>) -> BoxFuture<'a, Result<Caller, Failure>>;
}
