//! Our own access tokens: short-lived JWTs that only we sign and only we read, with one pinned algorithm (HS256).
//!
//! Owns the keys in memory and their rotation; where they are kept, sealed, is the store's matter. A token only says which
//! sign-in it grew from: whether that still counts is looked up.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use footlights_base::{AccountId, Error, Timestamp};
use footlights_surface::CredentialId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

/// `iss` and `aud`: we speak to ourselves.
const OURSELVES: &str = "footlights";

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Claims {
    iss: String,
    aud: String,
    /// The account.
    pub(crate) sub: AccountId,
    /// The sign-in it grew from.
    pub(crate) sid: CredentialId,
    /// Seconds since 1970.
    iat: i64,
    /// Seconds since 1970.
    exp: i64,
}

impl Claims {
    pub(crate) fn new(account: AccountId, session: CredentialId, from: Timestamp, to: Timestamp) -> Self {
        let seconds = |at: Timestamp| at.as_millis() / 1_000;
        Self { iss: OURSELVES.into(), aud: OURSELVES.into(), sub: account, sid: session, iat: seconds(from), exp: seconds(to) }
    }

    pub(crate) fn expires_at(&self) -> Timestamp {
        Timestamp::from_millis(self.exp.saturating_mul(1_000))
    }
}

/// Why a token does not count.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// Forged, damaged, or meant for somebody else.
    Bad,
    /// Good once.
    Expired,
    /// Signed with a key we do not hold (yet).
    UnknownKey,
}

/// A signing key.
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    pub(crate) created_at: Timestamp,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl SigningKey {
    pub(crate) fn new(kid: String, created_at: Timestamp, secret: &[u8]) -> Self {
        Self { kid, created_at, encoding: EncodingKey::from_secret(secret), decoding: DecodingKey::from_secret(secret) }
    }
}

/// The keys that count at the moment; the newest signs.
#[derive(Default)]
pub(crate) struct Keys {
    by_kid: HashMap<String, SigningKey>,
    newest: Option<String>,
}

impl Keys {
    pub(crate) fn new(keys: impl IntoIterator<Item = SigningKey>) -> Self {
        let by_kid: HashMap<_, _> = keys.into_iter().map(|key| (key.kid.clone(), key)).collect();
        let newest = by_kid.values().max_by_key(|key| (key.created_at, key.kid.clone())).map(|key| key.kid.clone());
        Self { by_kid, newest }
    }

    /// When the key that signs was made.
    pub(crate) fn newest_at(&self) -> Option<Timestamp> {
        self.newest.as_ref().and_then(|kid| self.by_kid.get(kid)).map(|key| key.created_at)
    }
}

/// Signs and reads.
#[derive(Default)]
pub(crate) struct Signing {
    keys: RwLock<Arc<Keys>>,
    /// When the keys were last read again because of an unknown one, in milliseconds.
    read_again_at: AtomicI64,
}

impl Signing {
    /// Takes these keys from now on.
    pub(crate) fn replace(&self, keys: Keys) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    pub(crate) fn keys(&self) -> Arc<Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the keys may be read again now; at most one of several callers is told so.
    pub(crate) fn may_read_again(&self, now: Timestamp, after: Duration) -> bool {
        let last = self.read_again_at.load(Ordering::Acquire);
        let due = last == 0 || now.since(Timestamp::from_millis(last)) >= after;
        due && self.read_again_at.compare_exchange(last, now.as_millis(), Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    pub(crate) fn sign(&self, claims: &Claims) -> Result<String, Error> {
        let keys = self.keys();
        let key = keys.newest.as_ref().and_then(|kid| keys.by_kid.get(kid)).ok_or_else(|| Error::internal("no signing key was loaded"))?;
        let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::HS256) };
        encode(&header, claims, &key.encoding).map_err(Error::internal)
    }

    /// What a token says, if we signed it and it has not expired at `now`.
    pub(crate) fn read(&self, token: &str, now: Timestamp) -> Result<Claims, TokenFault> {
        let kid = decode_header(token).ok().filter(|header| header.alg == Algorithm::HS256).and_then(|header| header.kid);
        let kid = kid.ok_or(TokenFault::Bad)?;
        let keys = self.keys();
        let key = keys.by_kid.get(&kid).ok_or(TokenFault::UnknownKey)?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[OURSELVES]);
        validation.set_audience(&[OURSELVES]);
        validation.set_required_spec_claims(&["iss", "aud"]);
        // The library reads the machine's clock; ours is an argument.
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, &key.decoding, &validation).map_err(|_| TokenFault::Bad)?.claims;
        if claims.expires_at() <= now { Err(TokenFault::Expired) } else { Ok(claims) }
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::{AccountId, Timestamp};
    use footlights_surface::CredentialId;
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};

    use super::{Claims, Keys, Signing, SigningKey, TokenFault};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn claims() -> Claims {
        let (account, session) = (AccountId::from_bytes([1; 16]), CredentialId::from_bytes([3; 16]));
        Claims::new(account, session, at(100), at(200))
    }

    fn signing() -> Signing {
        let signing = Signing::default();
        signing.replace(Keys::new([SigningKey::new("old".into(), at(1), &[1; 32]), SigningKey::new("new".into(), at(2), &[2; 32])]));
        signing
    }

    #[test]
    fn the_newest_key_signs_and_older_ones_still_count() {
        let signing = signing();
        let token = signing.sign(&claims()).expect("signed");
        assert_eq!(signing.read(&token, at(199)).expect("ours").sid, claims().sid);
        assert_eq!(signing.read(&token, at(200)).expect_err("over"), TokenFault::Expired);
        signing.replace(Keys::new([SigningKey::new("newest".into(), at(3), &[3; 32]), SigningKey::new("new".into(), at(2), &[2; 32])]));
        assert!(signing.read(&token, at(150)).is_ok());
        signing.replace(Keys::new([SigningKey::new("newest".into(), at(3), &[3; 32])]));
        assert_eq!(signing.read(&token, at(150)).expect_err("key gone"), TokenFault::UnknownKey);
    }

    #[test]
    fn forgeries_do_not_count() {
        let signing = signing();
        let with =
            |header: Header, claims: &Claims, secret: &[u8]| encode(&header, claims, &EncodingKey::from_secret(secret)).expect("encodes");
        let kid = |alg| Header { kid: Some("new".into()), ..Header::new(alg) };
        let good = claims();
        assert!(signing.read(&with(kid(Algorithm::HS256), &good, &[2; 32]), at(150)).is_ok(), "the stand-in forger can sign");
        let refused = |token: &str| signing.read(token, at(150)).expect_err("forged");
        assert_eq!(refused(&with(kid(Algorithm::HS256), &good, &[9; 32])), TokenFault::Bad);
        assert_eq!(refused(&with(kid(Algorithm::HS384), &good, &[2; 32])), TokenFault::Bad);
        assert_eq!(refused(&with(Header::new(Algorithm::HS256), &good, &[2; 32])), TokenFault::Bad);
        for foreign in [Claims { iss: "other".into(), ..good.clone() }, Claims { aud: "other".into(), ..good.clone() }] {
            assert_eq!(refused(&with(kid(Algorithm::HS256), &foreign, &[2; 32])), TokenFault::Bad);
        }
        let token = signing.sign(&good).expect("signed");
        let (header, rest) = token.split_once('.').expect("three parts");
        let (body, _) = rest.split_once('.').expect("three parts");
        assert_eq!(refused(&format!("{header}.{body}.")), TokenFault::Bad);
        // {"alg":"none","kid":"new"}
        assert_eq!(refused(&format!("eyJhbGciOiJub25lIiwia2lkIjoibmV3In0.{body}.")), TokenFault::Bad);
        assert_eq!(refused("a.b.c"), TokenFault::Bad);
    }
}
