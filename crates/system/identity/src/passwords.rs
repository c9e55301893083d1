//! Password hashing, bounded: a few at a time on blocking threads, a short line before them, and a clear no beyond it.
//! Does not know accounts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use footlights_base::{Chance, Error, ErrorKind, Failure, Rejection};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::config::{IdentitySettings, PasswordCost};

/// When to come back after "busy".
const BUSY_RETRY: Duration = Duration::from_secs(2);

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Another password, or no account.
    Wrong,
    /// The right one.
    Right,
    /// The right one, hashed at another cost than is wanted now.
    RightButOutdated,
}

/// The bounded pool.
pub(crate) struct Passwords {
    hasher: Argon2<'static>,
    /// Checked where there is no account, so that an unknown name costs what a known one does. The hash of no password.
    decoy: String,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    waiting_max: usize,
    chance: Chance,
}

impl Passwords {
    /// Nothing is hashed yet: that would be most of what a start takes.
    pub(crate) fn new(settings: &IdentitySettings, chance: Chance) -> Self {
        let hasher = hasher(settings.password_cost);
        let half_the_cores = || std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        let checks_max = if settings.password_checks_max == 0 { half_the_cores() } else { settings.password_checks_max };
        let decoy = decoy(settings.password_cost, &chance);
        Self {
            hasher,
            decoy,
            permits: Arc::new(Semaphore::new(checks_max)),
            waiting: AtomicUsize::new(0),
            waiting_max: settings.password_checks_waiting_max,
            chance,
        }
    }

    /// The PHC string of a password.
    pub(crate) async fn hash(&self, password: Zeroizing<String>) -> Result<String, Failure> {
        let (hasher, salt) = (self.hasher.clone(), self.chance.bytes());
        let hashed = self.in_turn(move || hash_now(&hasher, password.as_bytes(), salt)).await?;
        Ok(hashed.map_err(|error| Error::internal(error.to_string()))?)
    }

    /// Whether this is the password behind `hash`; without one it takes as long and finds it wrong.
    pub(crate) async fn verify(&self, password: Zeroizing<String>, hash: Option<String>) -> Result<Verdict, Failure> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        let (hasher, wanted) = (self.hasher.clone(), self.hasher.params().clone());
        self.in_turn(move || {
            let Ok(parsed) = PasswordHash::new(&hash) else { return Verdict::Wrong };
            let fits = hasher.verify_password(password.as_bytes(), &parsed).is_ok();
            match (fits && known, Params::try_from(&parsed)) {
                (false, _) => Verdict::Wrong,
                (true, Ok(cost)) if cost.m_cost() == wanted.m_cost() && cost.t_cost() == wanted.t_cost() => Verdict::Right,
                (true, _) => Verdict::RightButOutdated,
            }
        })
        .await
    }

    /// Runs heavy work when it is its turn. Whoever stops waiting leaves the line; work that has begun keeps its place
    /// until it is done, so that given-up requests cannot pile up threads.
    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let place = Place::take(&self.waiting, self.waiting_max)?;
        let permit = self.permits.clone().acquire_owned().await.expect("the semaphore is never closed");
        drop(place);
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|error| Error::internal(error).into())
    }
}

fn hasher(cost: PasswordCost) -> Argon2<'static> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).expect("the cost is within the algorithm's range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A hash of the wanted cost that chance made: checking against it takes as long as against any other.
fn decoy(cost: PasswordCost, chance: &Chance) -> String {
    let (salt, hash) = (chance.bytes::<16>(), chance.bytes::<32>());
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    format!("$argon2id$v=19$m={},t={},p=1${salt}${hash}", cost.memory_kib, cost.passes)
}

fn hash_now(hasher: &Argon2<'_>, password: &[u8], salt: [u8; 16]) -> Result<String, argon2::password_hash::Error> {
    hasher.hash_password_with_salt(password, &salt).map(|hash| hash.to_string())
}

/// A place in the waiting line; leaving gives it back.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize, waiting_max: usize) -> Result<Self, Rejection> {
        let place = Self(waiting);
        if waiting.fetch_add(1, Ordering::AcqRel) >= waiting_max {
            metrics::counter!("footlights_sign_ins_turned_away_total").increment(1);
            let refusal =
                Rejection::new(ErrorKind::Unavailable, "sign_in_busy", "Many people are signing in just now; try again in a moment.");
            return Err(refusal.retry_after(BUSY_RETRY));
        }
        Ok(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::phc::PasswordHash;
    use footlights_base::{Chance, ErrorKind};
    use zeroize::Zeroizing;

    use super::{Passwords, Verdict};
    use crate::config::{IdentitySettings, PasswordCost};

    fn cheap() -> IdentitySettings {
        IdentitySettings {
            password_cost: PasswordCost { memory_kib: 64, passes: 1 },
            password_checks_max: 1,
            password_checks_waiting_max: 2,
            ..IdentitySettings::default()
        }
    }

    fn text(password: &str) -> Zeroizing<String> {
        Zeroizing::new(password.to_owned())
    }

    #[tokio::test]
    async fn tells_right_from_wrong_and_old_cost_from_new() {
        let passwords = Passwords::new(&cheap(), Chance::seeded(1));
        let hash = passwords.hash(text("correct horse")).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        assert_eq!(passwords.verify(text("correct horse"), Some(hash.clone())).await.expect("checked"), Verdict::Right);
        assert_eq!(passwords.verify(text("wrong horse"), Some(hash.clone())).await.expect("checked"), Verdict::Wrong);
        assert_eq!(passwords.verify(text("decoy"), None).await.expect("checked"), Verdict::Wrong);
        assert_eq!(passwords.verify(text("x"), Some("no hash".into())).await.expect("checked"), Verdict::Wrong);
        let dearer = IdentitySettings { password_cost: PasswordCost { memory_kib: 128, passes: 1 }, ..cheap() };
        let later = Passwords::new(&dearer, Chance::seeded(1));
        assert_eq!(later.verify(text("correct horse"), Some(hash)).await.expect("checked"), Verdict::RightButOutdated);
    }

    #[tokio::test]
    async fn the_decoy_costs_what_a_password_does() {
        let passwords = Passwords::new(&cheap(), Chance::seeded(1));
        let real = passwords.hash(text("correct horse")).await.expect("hashed");
        let (decoy, real) = (PasswordHash::new(&passwords.decoy).expect("well formed"), PasswordHash::new(&real).expect("well formed"));
        assert_eq!((decoy.algorithm, decoy.version, &decoy.params), (real.algorithm, real.version, &real.params));
        let lengths = |hash: &PasswordHash| (hash.salt.map(|salt| salt.len()), hash.hash.map(|output| output.len()));
        assert_eq!(lengths(&decoy), lengths(&real));
    }

    #[tokio::test]
    async fn the_line_is_short_and_the_rest_is_told_to_come_back() {
        let passwords = Passwords::new(&cheap(), Chance::seeded(1));
        let all_taken = passwords.permits.clone().acquire_owned().await.expect("open");
        let (first, second) = (passwords.hash(text("a")), passwords.hash(text("b")));
        let third = async {
            let refusal = passwords.hash(text("c")).await.expect_err("the line is full");
            assert_eq!((refusal.kind(), refusal.rejection().expect("no").code), (ErrorKind::Unavailable, "sign_in_busy"));
            drop(all_taken);
        };
        let (first, second, ()) = tokio::join!(first, second, third);
        assert!(first.is_ok() && second.is_ok());
        assert_eq!(passwords.waiting.load(std::sync::atomic::Ordering::Acquire), 0);
    }
}
