//! Names accounts for people, many at once: whoever shows a room can say whose it is.
//!
//! Refusals: `scope_required` (403). Accounts of other tenants are unknown.

use std::collections::HashMap;

use footlights_base::{AccountId, Failure};
use footlights_identity::lookup_account;
use footlights_surface::Caller;

use super::standing::Who;
use crate::Parlor;

impl Parlor {
    /// The name of each account that is known.
    ///
    /// # Errors
    /// See the module.
    pub async fn name_accounts(&self, caller: &Caller, accounts: Vec<AccountId>) -> Result<HashMap<AccountId, String>, Failure> {
        let tenant = Who::of(caller, "rooms:read")?.tenant;
        let named = self.store.read("parlor.name_accounts", move |read| {
            let mut named = HashMap::with_capacity(accounts.len());
            for id in &accounts {
                if let Some(account) = lookup_account(read, tenant, *id)? {
                    named.insert(*id, account.display_name);
                }
            }
            Ok(named)
        });
        named.await
    }
}
