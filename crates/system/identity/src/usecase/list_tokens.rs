//! Lists the tokens that act for the caller or were made by it, newest first. Their secrets are not among it.
//!
//! Refusals: `scope_required` (403).

use footlights_base::{Failure, Page};
use footlights_surface::{Caller, CredentialId};

use crate::Identity;
use crate::model::PersonalToken;
use crate::store::token;

/// The list's name in its cursors.
pub(crate) const LIST: &str = "tokens";

impl Identity {
    /// A page of tokens before the token `before`.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_tokens(&self, caller: &Caller, before: Option<CredentialId>, limit: u32) -> Result<Page<PersonalToken>, Failure> {
        caller.require_scope("tokens:read")?;
        let (tenant, account) = (caller.tenant, caller.account);
        let rows = self.store.read("identity.list_tokens", move |tx| token::list(tx, tenant, account, before, limit)).await?;
        Ok(Page::from_rows(rows, limit, LIST, |token| token.id))
    }
}
