//! Uploads that are being received, each of which takes memory for as long as its line takes: one of an account, and so many in all.
//!
//! Owns: who may begin one. Does not know: what comes.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use footlights_base::{AccountId, ErrorKind, Rejection};

/// Uploads at once on one node.
const UPLOADS_MAX: usize = 16;

/// The accounts that upload something now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uploads(Arc<Mutex<HashSet<AccountId>>>);

/// The place of an upload; free again when dropped.
#[derive(Debug)]
pub(crate) struct UploadPlace {
    uploads: Uploads,
    account: AccountId,
}

impl Uploads {
    /// A place for an account.
    ///
    /// # Errors
    /// `overloaded` (503) while its last upload lasts, or where there is no place.
    pub(crate) fn begin(&self, account: AccountId) -> Result<UploadPlace, Rejection> {
        let mut now = self.lock();
        if now.len() >= UPLOADS_MAX || !now.insert(account) {
            let detail = "Another upload of yours, or as many as this server takes at once, are on their way; try again in a moment.";
            return Err(Rejection::new(ErrorKind::Unavailable, "overloaded", detail).retry_after(Duration::from_secs(5)));
        }
        Ok(UploadPlace { uploads: self.clone(), account })
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<AccountId>> {
        // Nothing in here panics half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for UploadPlace {
    fn drop(&mut self) {
        self.uploads.lock().remove(&self.account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_an_account_and_so_many_in_all() {
        let account = |n: usize| AccountId::from_bytes([u8::try_from(n).expect("few"); 16]);
        let uploads = Uploads::default();
        let mut places: Vec<UploadPlace> = (0..UPLOADS_MAX).map(|n| uploads.begin(account(n)).expect("a place")).collect();
        assert_eq!(uploads.begin(account(UPLOADS_MAX)).expect_err("full").code, "overloaded");
        places.pop();
        assert_eq!(uploads.begin(account(0)).expect_err("its own lasts").code, "overloaded");
        assert!(uploads.begin(account(UPLOADS_MAX)).is_ok());
    }
}
