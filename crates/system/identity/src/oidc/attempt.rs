//! The browser's half of a sign-in that is under way, sealed in a cookie: so a callback counts only in the browser that
//! began, only once (the code works once), and no table of half-finished sign-ins can be filled by strangers.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_base::{Chance, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::secret_box::SecretBox;

/// How long somebody may take at the issuer.
const LIFE: Duration = Duration::from_secs(600);
/// What the seal is for.
const PURPOSE: &str = "oidc attempt";

/// A sign-in under way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
    pub(crate) return_to: String,
    ends: Timestamp,
}

impl Attempt {
    pub(crate) fn new(return_to: Option<&str>, now: Timestamp, chance: &Chance) -> Self {
        let word = || URL_SAFE_NO_PAD.encode(chance.bytes::<32>());
        Self { state: word(), nonce: word(), verifier: word(), return_to: local_path(return_to), ends: now.plus(LIFE) }
    }

    pub(crate) fn seal(&self, secret_box: &SecretBox, chance: &Chance) -> String {
        let plain = serde_json::to_vec(self).expect("an attempt is a plain struct");
        URL_SAFE_NO_PAD.encode(secret_box.seal(PURPOSE, &plain, chance))
    }

    /// The attempt in a cookie, if it was begun here, is not over, and is the one `state` speaks of.
    pub(crate) fn open(cookie: &str, state: &str, secret_box: &SecretBox, now: Timestamp) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let attempt: Self = serde_json::from_slice(&secret_box.open(PURPOSE, &sealed).ok()?).ok()?;
        let same = bool::from(attempt.state.as_bytes().ct_eq(state.as_bytes()));
        (same && attempt.ends > now).then_some(attempt)
    }
}

/// Where to go afterwards: a path of ours, never another site.
fn local_path(wanted: Option<&str>) -> String {
    let is_local = |path: &&str| {
        let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        path.starts_with('/') && !path.starts_with("//") && plain && path.len() <= 512
    };
    wanted.filter(is_local).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use footlights_base::{Chance, Timestamp};

    use super::{Attempt, LIFE, local_path};
    use crate::secret_box::SecretBox;

    #[test]
    fn opens_only_here_in_time_and_for_its_own_state() {
        let (chance, ours, now) = (Chance::seeded(1), SecretBox::new([1; 32]), Timestamp::from_millis(0));
        let attempt = Attempt::new(Some("/studio"), now, &chance);
        let cookie = attempt.seal(&ours, &chance);
        assert_eq!(Attempt::open(&cookie, &attempt.state, &ours, now).expect("own").return_to, "/studio");
        assert!(Attempt::open(&cookie, "other", &ours, now).is_none());
        assert!(Attempt::open(&cookie, &attempt.state, &ours, now.plus(LIFE)).is_none());
        assert!(Attempt::open(&cookie, &attempt.state, &SecretBox::new([2; 32]), now).is_none());
        assert!(Attempt::open("junk", &attempt.state, &ours, now).is_none());
    }

    #[test]
    fn one_comes_back_to_us_only() {
        assert_eq!(local_path(Some("/c/ana?x=1")), "/c/ana?x=1");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/a b", "/\r\nset-cookie: x"] {
            assert_eq!(local_path(Some(elsewhere)), "/", "{elsewhere:?}");
        }
    }
}
