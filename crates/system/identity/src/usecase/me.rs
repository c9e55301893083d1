//! Says who the caller is, and gives a browser a short-lived token for sockets. A browser asks at each start, so this also
//! keeps its sign-in alive: who comes back within the life of a sign-in stays signed in, up to the longest life.

use std::time::Duration;

use footlights_base::{Failure, Timestamp};
use footlights_surface::Caller;

use super::authenticate::unknown;
use crate::Identity;
use crate::events::topic;
use crate::model::Account;
use crate::store::{account, session};

/// A sign-in is not written anew for less.
const EXTENDED_BY_AT_LEAST: Duration = Duration::from_secs(24 * 3_600);

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

    /// Begins the life of the caller's sign-in anew, at most once a day. Nothing to do for tokens.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn keep_signed_in(&self, caller: &Caller) -> Result<(), Failure> {
        let (credential, now) = (caller.credential, self.now());
        let Some((session, _)) = self.store.read("identity.find_session", move |tx| session::lookup(tx, credential)).await? else {
            return Ok(());
        };
        let until = now.plus(self.settings.session_life).min(session.created_at.plus(self.settings.session_life_max));
        if until.since(session.expires_at) < EXTENDED_BY_AT_LEAST {
            return Ok(());
        }
        self.store.write("identity.keep_signed_in", [topic(caller.account)], move |tx| session::extend(tx, credential, until)).await
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
