//! Hashes and checks a secret of another system, such as a room's password, in the same short line as sign-ins: so many at a
//! time, and a clear no beyond it.
//!
//! Refusals: `sign_in_busy` (503).

use footlights_base::Failure;
use zeroize::Zeroizing;

use crate::Identity;
use crate::passwords::Verdict;

impl Identity {
    /// The Argon2id hash to keep.
    ///
    /// # Errors
    /// See the module.
    pub async fn hash_secret(&self, secret: Zeroizing<String>) -> Result<String, Failure> {
        self.passwords.hash(secret).await
    }

    /// Whether this is the secret behind `hash`; without one it takes as long and is none.
    ///
    /// # Errors
    /// See the module.
    pub async fn matches_secret(&self, secret: Zeroizing<String>, hash: Option<String>) -> Result<bool, Failure> {
        Ok(self.passwords.verify(secret, hash).await? != Verdict::Wrong)
    }
}
