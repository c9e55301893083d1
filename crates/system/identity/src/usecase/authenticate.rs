//! Tells who a credential belongs to. Asked on every request, so what was checked a moment ago is believed.
//!
//! Refusals: `unauthenticated`, `credentials_expired`, `account_suspended`, all of kind `Unauthenticated`.

use std::net::{IpAddr, Ipv4Addr};

use footlights_base::{ErrorKind, Failure, Rejection, Timestamp};
use footlights_surface::{Caller, Credential, CredentialId, Scopes};

use crate::Identity;
use crate::events::topic;
use crate::model::{Account, Opaque, Session};
use crate::signing::TokenFault;
use crate::store::{session, token};

/// What a personal token begins with.
pub(crate) const TOKEN_PREFIX: &str = "flp_";

/// A caller and until when this credential counts; none: until it is revoked. A sign-in outlives its access tokens, so what
/// was opened with one goes on as long as the sign-in does.
type Checked = (Caller, Option<Timestamp>);

impl Identity {
    pub(crate) async fn check_credential(&self, credential: Credential<'_>) -> Result<Caller, Failure> {
        let now = self.now();
        let hash = match credential {
            Credential::Bearer(text) => Opaque::hash_of(&format!("bearer {text}")),
            Credential::Cookie(text) => Opaque::hash_of(&format!("cookie {text}")),
        };
        if let Some(caller) = self.cache.lookup(&hash, now) {
            return Ok(caller);
        }
        let begun = self.cache.begin();
        let (caller, expires_at) = match credential {
            Credential::Cookie(text) => self.check_cookie(text, now).await?,
            Credential::Bearer(text) if text.starts_with(TOKEN_PREFIX) => self.check_personal_token(text, now).await?,
            Credential::Bearer(text) => self.check_signed_token(text, now).await?,
        };
        let believed = now.plus(self.settings.cached_for);
        let until = expires_at.map_or(believed, |ends| ends.min(believed));
        self.cache.remember(begun, hash, caller.clone(), until, now);
        Ok(caller)
    }

    async fn check_cookie(&self, text: &str, now: Timestamp) -> Result<Checked, Failure> {
        let hash = Opaque::hash_of(text);
        let found = self.store.read("identity.check_cookie", move |tx| session::find_by_cookie(tx, hash)).await?;
        let (session, account) = found.ok_or_else(unknown)?;
        of_session(&session, &account, now)
    }

    /// A token we signed, or else one of the configured issuer.
    async fn check_signed_token(&self, text: &str, now: Timestamp) -> Result<Checked, Failure> {
        let claims = match self.signing.read(text, now) {
            // Perhaps another node has begun to sign with a new key.
            Err(TokenFault::UnknownKey) if self.learn_signing_keys(now).await? => self.signing.read(text, now),
            read => read,
        };
        let claims = match claims {
            Ok(claims) => claims,
            Err(TokenFault::Expired) => return Err(expired().into()),
            Err(TokenFault::Bad | TokenFault::UnknownKey) => return self.check_issuer_token(text, now).await,
        };
        let found = self.store.read("identity.check_session", move |tx| session::lookup(tx, claims.sid)).await?;
        let (session, account) = found.filter(|(session, _)| session.account == claims.sub).ok_or_else(unknown)?;
        let (caller, _) = of_session(&session, &account, now)?;
        Ok((caller, Some(claims.expires_at())))
    }

    async fn check_personal_token(&self, text: &str, now: Timestamp) -> Result<Checked, Failure> {
        let hash = Opaque::hash_of(text);
        let found = self.store.read("identity.check_token", move |tx| token::find_by_hash(tx, hash)).await?;
        let (token, account) = found.ok_or_else(unknown)?;
        if token.expires_at.is_some_and(|ends| ends <= now) {
            return Err(expired().into());
        }
        let caller = Caller { expires_at: token.expires_at, ..caller_of(&account, token.id, Scopes::only(token.scopes))? };
        if self.uses.begins(token.id, token.last_used_at, now) {
            let marking = self.store.write("identity.mark_token_used", [topic(account.id)], move |tx| token::mark_used(tx, token.id, now));
            if let Err(failure) = marking.await {
                self.uses.failed(token.id);
                return Err(failure);
            }
        }
        Ok((caller, token.expires_at))
    }

    /// A bearer token of the issuer: checked against its keys, its account found or made. The credential is named after the
    /// token, so that sockets opened with it can be told apart.
    async fn check_issuer_token(&self, text: &str, now: Timestamp) -> Result<Checked, Failure> {
        let Some(issuer) = &self.issuer else { return Err(unknown().into()) };
        let person = issuer.check_bearer(text, now).await?;
        let expires_at = person.expires_at;
        let account = self.account_of_person(&person).await?;
        let mut name = [0; 16];
        name.copy_from_slice(&Opaque::hash_of(text)[..16]);
        let caller = caller_of(&account, CredentialId::from_bytes(name), Scopes::All)?;
        Ok((Caller { expires_at: Some(expires_at), ..caller }, Some(expires_at)))
    }
}

fn of_session(session: &Session, account: &Account, now: Timestamp) -> Result<Checked, Failure> {
    if session.expires_at <= now {
        return Err(expired().into());
    }
    Ok((caller_of(account, session.id, Scopes::All)?, Some(session.expires_at)))
}

fn caller_of(account: &Account, credential: CredentialId, scopes: Scopes) -> Result<Caller, Rejection> {
    if account.suspended_at.is_some() {
        return Err(Rejection::new(ErrorKind::Unauthenticated, "account_suspended", "This account is suspended; ask an admin."));
    }
    let remote = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    Ok(Caller { tenant: account.tenant_id, account: account.id, roles: account.roles, scopes, credential, expires_at: None, remote })
}

pub(crate) fn unknown() -> Rejection {
    Rejection::new(ErrorKind::Unauthenticated, "unauthenticated", "Sign in first, or send a token that counts.")
}

pub(crate) fn expired() -> Rejection {
    Rejection::new(ErrorKind::Unauthenticated, "credentials_expired", "This has expired; refresh it or sign in again.")
}
