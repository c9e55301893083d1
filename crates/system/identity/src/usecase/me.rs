//! Says who the caller is, and gives a browser a short-lived token for sockets, which cannot send its cookie to another host.

use footlights_base::{Failure, Timestamp};
use footlights_surface::Caller;

use super::authenticate::unknown;
use crate::Identity;
use crate::model::Account;
use crate::store::{account, session};

impl Identity {
    /// The caller's account.
    ///
    /// # Errors
    /// `unauthenticated` when it has gone meanwhile.
    pub async fn me(&self, caller: &Caller) -> Result<Account, Failure> {
        let (tenant, id) = (caller.tenant, caller.account);
        let found = self.store.read("identity.me", move |tx| account::lookup(tx, tenant, id)).await?;
        Ok(found.ok_or_else(unknown)?)
    }

    /// An access token of the caller's sign-in and when it ends; none for tokens, which open sockets themselves.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn socket_token(&self, caller: &Caller) -> Result<Option<(String, Timestamp)>, Failure> {
        let credential = caller.credential;
        let found = self.store.read("identity.socket_token", move |tx| session::lookup(tx, credential)).await?;
        found.map(|(session, account)| self.access_token(&account, session.id, self.now())).transpose()
    }
}
