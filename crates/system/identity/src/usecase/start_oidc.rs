//! Sends a browser to the issuer to sign in there.
//!
//! Refusals: `oidc_off` (404), `oidc_unavailable` (503).

use footlights_base::{ErrorKind, Failure, Rejection};

use crate::Identity;
use crate::oidc::{Attempt, Issuer};

/// Where the browser goes, and what it must bring back.
pub(crate) struct OidcStart {
    pub(crate) location: String,
    pub(crate) cookie: String,
}

impl Identity {
    pub(crate) async fn start_oidc(&self, return_to: Option<&str>) -> Result<OidcStart, Failure> {
        let issuer = self.issuer()?;
        let attempt = Attempt::new(return_to, self.now(), &self.chance);
        let location = issuer.authorize_url(&attempt, &self.oidc_redirect(), self.now()).await?;
        Ok(OidcStart { location, cookie: attempt.seal(&self.secret_box, &self.chance) })
    }

    pub(crate) fn issuer(&self) -> Result<&Issuer, Rejection> {
        let off = || Rejection::new(ErrorKind::NotFound, "oidc_off", "No sign-in service is configured here.");
        self.issuer.as_ref().ok_or_else(off)
    }

    /// The address the issuer sends browsers back to; it must be registered there.
    pub(crate) fn oidc_redirect(&self) -> String {
        format!("{}/api/auth/oidc/callback", self.settings.public_url.trim_end_matches('/'))
    }
}
