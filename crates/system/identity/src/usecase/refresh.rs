//! Exchanges a refresh token for the next one and a new access token.
//!
//! Each token works once. The next one is derived from it with the master secret, so within a short grace (two tabs of one
//! browser, or an answer lost on the way) the same token gets the *same* successor again: nobody is signed out for a race,
//! and still there is one chain only. The grace ends early, when the successor itself has been used: then somebody is ahead,
//! and whoever brings the old token stole it or was stolen from. Then the whole sign-in ends.
//!
//! Refusals: `unauthenticated`, `credentials_expired`, `refresh_reused` (all 401), `account_suspended` (403).

use footlights_base::{ErrorKind, Failure, Rejection, Timestamp};
use footlights_store::{Stop, Tx};

use super::authenticate::{expired, unknown};
use super::begin_session::{REFRESH_PREFIX, refuse_suspended};
use crate::Identity;
use crate::config::IdentitySettings;
use crate::events::topic;
use crate::model::{Account, Opaque, Session, SignedIn};
use crate::revocation::Revoked;
use crate::secret_box::mac;
use crate::store::session;

/// How many used tokens of a sign-in are remembered, so that bringing one again is noticed.
const GENERATIONS_KEPT: i64 = 200;

/// What came of it. A reuse is an outcome and no refusal inside the transaction, since it changes something.
enum Outcome {
    Rotated { session: Session, account: Account, expires_at: Timestamp },
    Reused(Session),
}

/// Hashes of the token that was brought and of the one that follows it, and the settings that decide.
#[derive(Clone, Copy)]
struct Step {
    given: [u8; 32],
    next: [u8; 32],
    now: Timestamp,
}

impl Identity {
    /// Exchanges a refresh token.
    ///
    /// # Errors
    /// See the module.
    pub async fn refresh(&self, refresh_token: &str) -> Result<SignedIn, Failure> {
        let now = self.now();
        let key = self.secret_box.derive("refresh");
        let next = Opaque::from_bytes(REFRESH_PREFIX, mac(&key[..], refresh_token.as_bytes()));
        let step = Step { given: Opaque::hash_of(refresh_token), next: next.hash(), now };
        let found = self.store.read("identity.find_refresh", move |tx| find(tx, step.given)).await?;
        let owner = found.ok_or_else(unknown)?.1.id;
        let settings = self.settings.clone();
        let outcome = self.store.write("identity.refresh", [topic(owner)], move |tx| rotate(tx, step, &settings)).await?;
        let (session, account, expires_at) = match outcome {
            Outcome::Rotated { session, account, expires_at } => (session, account, expires_at),
            Outcome::Reused(session) => {
                tracing::warn!(account = %session.account, sign_in = %session.id, "a refresh token was used twice; its sign-in has ended");
                metrics::counter!("footlights_refresh_reused_total").increment(1);
                self.put_out([Revoked::Credential(session.id)]);
                return Err(reused().into());
            }
        };
        let (access_token, access_expires_at) = self.access_token(&account, session.id, now)?;
        Ok(SignedIn {
            account,
            credential: session.id,
            access_token,
            access_expires_at,
            refresh_token: next.text(),
            cookie: None,
            expires_at,
        })
    }
}

/// The token, its sign-in and its account.
fn find(read: &mut impl footlights_store::Read, hash: [u8; 32]) -> Result<Option<(session::Refresh, Account, Session)>, Stop> {
    let Some(refresh) = session::find_refresh(read, hash)? else { return Ok(None) };
    Ok(session::lookup(read, refresh.session)?.map(|(session, account)| (refresh, account, session)))
}

fn rotate(tx: &mut Tx<'_>, step: Step, settings: &IdentitySettings) -> Result<Outcome, Stop> {
    let Step { given, next, now } = step;
    let (refresh, account, session) = find(tx, given)?.ok_or_else(unknown)?;
    if session.expires_at <= now {
        return Err(expired().into());
    }
    refuse_suspended(&account)?;
    if let Some(used_at) = refresh.used_at {
        let successor = session::refresh_of(tx, session.id, refresh.generation + 1)?;
        let is_ours_and_fresh = successor.is_some_and(|successor| successor.hash == next && successor.used_at.is_none());
        if is_ours_and_fresh && now.since(used_at) <= settings.refresh_grace {
            let expires_at = session.expires_at;
            return Ok(Outcome::Rotated { session, account, expires_at });
        }
        session::end(tx, session.id, session.account)?;
        return Ok(Outcome::Reused(session));
    }
    session::use_refresh(tx, given, now)?;
    session::add_refresh(tx, next, session.id, refresh.generation + 1, now)?;
    session::forget_old_refresh(tx, session.id, refresh.generation - GENERATIONS_KEPT)?;
    let at_most = session.created_at.plus(settings.session_life_max);
    let expires_at = now.plus(settings.session_life).min(at_most);
    session::extend(tx, session.id, expires_at)?;
    Ok(Outcome::Rotated { session, account, expires_at })
}

fn reused() -> Rejection {
    let detail = "This refresh token was used before, so the sign-in it belongs to has ended. Sign in again.";
    Rejection::new(ErrorKind::Unauthenticated, "refresh_reused", detail)
}
