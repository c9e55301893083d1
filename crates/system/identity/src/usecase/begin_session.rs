//! Begins a sign-in for somebody who has shown who they are: cookie, access token, first refresh token.
//!
//! Refusals: `account_suspended` (403), `unauthenticated` when the account has gone meanwhile.

use footlights_base::{ErrorKind, Failure, Rejection, Timestamp};
use footlights_surface::CredentialId;

use super::authenticate::unknown;
use crate::Identity;
use crate::events::topic;
use crate::model::{Account, Opaque, Session, SignedIn};
use crate::revocation::Revoked;
use crate::signing::Claims;
use crate::store::{account, session};

/// Sign-ins an account has at most; beyond it the oldest ends.
const SESSIONS_PER_ACCOUNT_MAX: usize = 100;
/// What a refresh token begins with.
pub(crate) const REFRESH_PREFIX: &str = "flr_";
/// What a browser's cookie begins with.
const COOKIE_PREFIX: &str = "fls_";

impl Identity {
    pub(crate) async fn begin_session(&self, of: &Account) -> Result<SignedIn, Failure> {
        let now = self.now();
        let cookie = Opaque::new(COOKIE_PREFIX, &self.chance);
        let refresh = Opaque::new(REFRESH_PREFIX, &self.chance);
        let begun = Session {
            id: CredentialId::new(&*self.clock, &self.chance),
            account: of.id,
            tenant: of.tenant_id,
            created_at: now,
            expires_at: now.plus(self.settings.session_life),
        };
        let (row, cookie_hash, refresh_hash) = (begun.clone(), cookie.hash(), refresh.hash());
        let (account, ended) = self
            .store
            .write("identity.begin_session", [topic(of.id)], move |tx| {
                let account = account::lookup(tx, row.tenant, row.account)?.ok_or_else(unknown)?;
                refuse_suspended(&account)?;
                session::add(tx, &row, cookie_hash)?;
                session::add_refresh(tx, refresh_hash, row.id, 0, now)?;
                let beyond: Vec<_> = session::ids_of(tx, row.account)?.into_iter().skip(SESSIONS_PER_ACCOUNT_MAX).collect();
                for id in &beyond {
                    session::end(tx, *id, row.account)?;
                }
                Ok((account, beyond))
            })
            .await?;
        self.put_out(ended.into_iter().map(Revoked::Credential));
        metrics::counter!("footlights_sign_ins_total").increment(1);
        let (access_token, access_expires_at) = self.access_token(&account, begun.id, now)?;
        Ok(SignedIn {
            account,
            credential: begun.id,
            access_token,
            access_expires_at,
            refresh_token: refresh.text(),
            cookie: Some(cookie.text()),
            expires_at: begun.expires_at,
        })
    }

    /// A signed access token for a sign-in, and when it ends.
    pub(crate) fn access_token(&self, account: &Account, session: CredentialId, now: Timestamp) -> Result<(String, Timestamp), Failure> {
        let ends = now.plus(self.settings.access_token_life);
        let token = self.signing.sign(&Claims::new(account.id, session, now, ends))?;
        Ok((token, ends))
    }
}

/// To somebody who has shown who they are it is said why.
pub(crate) fn refuse_suspended(account: &Account) -> Result<(), Rejection> {
    if account.suspended_at.is_none() {
        return Ok(());
    }
    Err(Rejection::new(ErrorKind::Forbidden, "account_suspended", "This account is suspended; ask an admin."))
}
