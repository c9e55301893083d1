//! Ends the sign-in a request came with: its cookie, its tokens, its sockets.
//!
//! Refusals: `not_a_sign_in` (409) for personal tokens and tokens of the issuer, which end elsewhere.

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_surface::Caller;

use crate::Identity;
use crate::events::topic;
use crate::revocation::Revoked;
use crate::store::session;

impl Identity {
    /// Ends the caller's own sign-in.
    ///
    /// # Errors
    /// See the module.
    pub async fn log_out(&self, caller: &Caller) -> Result<(), Failure> {
        let (credential, account) = (caller.credential, caller.account);
        let ended = self.store.write("identity.log_out", [topic(account)], move |tx| session::end(tx, credential, account)).await?;
        self.put_out([Revoked::Credential(credential)]);
        if ended {
            return Ok(());
        }
        let detail = "This credential is not a sign-in; revoke a personal token by DELETE /api/tokens/{id}.";
        Err(Rejection::new(ErrorKind::Conflict, "not_a_sign_in", detail).into())
    }
}
