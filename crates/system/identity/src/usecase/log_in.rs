//! Signs in by name and password.
//!
//! Refusals: `wrong_credentials` (401, the same answer in the same time for an unknown name), `account_suspended` (403, only
//! with the right password), `rate_limited` (429 per address and per name), `sign_in_busy` (503).

use std::net::IpAddr;
use std::time::Duration;

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_cluster::Window;
use footlights_surface::{LimitKey, Quota};
use zeroize::Zeroizing;

use super::begin_session::refuse_suspended;
use crate::Identity;
use crate::events::topic;
use crate::model::{PASSWORD_CHARS_MAX, SignedIn, check_username, fold_username};
use crate::passwords::Verdict;
use crate::store::account;

/// How many addresses may try one account at the pace of one each.
const ADDRESSES_PER_NAME: u32 = 3;

/// What somebody shows to sign in.
pub struct LogIn {
    /// The name, in any case of letters.
    pub username: String,
    /// The password.
    pub password: Zeroizing<String>,
    /// From where.
    pub remote: IpAddr,
}

impl Identity {
    /// Signs in by name and password.
    ///
    /// # Errors
    /// See the module.
    pub async fn log_in(&self, command: LogIn) -> Result<SignedIn, Failure> {
        // What cannot be a name is nobody's, but is checked like one.
        let username = check_username(&command.username).map_or_else(|_| String::new(), |name| fold_username(&name));
        self.count_attempt(&username, command.remote).await?;
        let asked = username.clone();
        let found = self.store.read("identity.log_in", move |tx| account::find_by_username(tx, &asked)).await?;
        let (account, hash) = found.map_or((None, None), |(account, hash)| (Some(account), hash));
        let too_long = command.password.chars().count() > PASSWORD_CHARS_MAX;
        let password = if too_long { Zeroizing::default() } else { command.password };
        let verdict = self.passwords.verify(password.clone(), hash.clone()).await?;
        let (Some(account), Verdict::Right | Verdict::RightButOutdated) = (account, verdict) else {
            metrics::counter!("footlights_sign_ins_refused_total").increment(1);
            return Err(wrong_credentials().into());
        };
        refuse_suspended(&account)?;
        if let (Verdict::RightButOutdated, Some(old)) = (verdict, hash) {
            let new = self.passwords.hash(password).await?;
            let id = account.id;
            self.store
                .write("identity.renew_password_cost", [topic(id)], move |tx| account::renew_password_cost(tx, id, &old, &new))
                .await?;
        }
        self.begin_session(&account).await
    }

    /// Counts an attempt to guess, whatever comes of it: on this node by an even pace, over all nodes by the minute.
    pub(crate) async fn count_attempt(&self, username: &str, remote: IpAddr) -> Result<(), Rejection> {
        let Some(per_minute) = self.settings.sign_ins_per_minute else { return Ok(()) };
        // More than one address may try an account, so that nobody locks somebody else out alone.
        let per_name = per_minute.saturating_mul(ADDRESSES_PER_NAME);
        let address = LimitKey::address("sign_in", remote);
        let name = LimitKey::Name("sign_in", username.to_owned());
        for (key, count) in [(address, per_minute), (name, per_name)] {
            let shared = key.to_string();
            self.limiter.take(key, Quota::per_minute(count))?;
            let minute = Window::Sliding(Duration::from_secs(60));
            // An even pace lets at most twice its count through in any minute; without the other nodes ours must do.
            if let Ok(seen) = self.cluster.count(&shared, minute, 1).await
                && seen.total > u64::from(count) * 2
            {
                let refusal = Rejection::new(ErrorKind::RateLimited, "rate_limited", "Too many sign-ins at once; wait a moment.");
                return Err(refusal.retry_after(seen.resets_in));
            }
        }
        Ok(())
    }
}

fn wrong_credentials() -> Rejection {
    Rejection::new(ErrorKind::Unauthenticated, "wrong_credentials", "There is no account with this name and password.")
}
