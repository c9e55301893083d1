//! An account by its username, in any tenant: for the operator's commands, which know no ids.
//!
//! Refusals: `not_found`.

use footlights_base::{Failure, Rejection};

use super::find_account::find_account_anywhere;
use crate::Identity;
use crate::model::Account;

impl Identity {
    /// The account of this name, whatever the case of its letters.
    ///
    /// # Errors
    /// See the module.
    pub async fn account_by_username(&self, username: &str) -> Result<Account, Failure> {
        let username = username.to_owned();
        let found = self.store.read("identity.account_by_username", move |tx| find_account_anywhere(tx, &username)).await?;
        Ok(found.ok_or_else(|| Rejection::not_found("account"))?)
    }
}
