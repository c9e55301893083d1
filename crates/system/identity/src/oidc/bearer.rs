//! Bearer tokens of the issuer: signed by one of its keys, for us, and not expired.

use footlights_base::{Rejection, Timestamp};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::issuer::Issuer;
use super::{Person, refused};
use crate::usecase::authenticate::{expired, unknown};

/// The claims every token must carry.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    /// Seconds since 1970.
    exp: f64,
    /// Seconds since 1970.
    nbf: Option<f64>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Issuer {
    /// Whose token this is, if it is one of the issuer's for us.
    pub(crate) async fn check_bearer(&self, token: &str, now: Timestamp) -> Result<Person, Rejection> {
        // Only what looks like a token of an issuer costs more than a glance.
        let header = decode_header(token).map_err(|_| unknown())?;
        let provider = self.provider(now).await?;
        let mut keys = candidates(&provider.keys, header.kid.as_deref(), header.alg);
        if keys.is_empty() {
            keys = candidates(&self.newer_than(&provider, now).await?.keys, header.kid.as_deref(), header.alg);
        }
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&[&self.settings.client_id]);
        validation.set_required_spec_claims(&["iss", "aud", "sub"]);
        // The library reads the machine's clock; ours is an argument.
        validation.validate_exp = false;
        let claims = keys.iter().find_map(|key| decode::<Claims>(token, key, &validation).ok()).ok_or_else(unknown)?.claims;
        let at = |seconds: f64| moment(seconds).ok_or_else(|| refused("a time out of range"));
        let expires_at = at(claims.exp)?;
        if expires_at <= now {
            return Err(expired());
        }
        if claims.nbf.map(at).transpose()?.is_some_and(|begins| begins > now) {
            return Err(unknown());
        }
        Ok(Person::from_claims(&self.settings, &claims.sub, &claims.others, expires_at))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn moment(seconds: f64) -> Option<Timestamp> {
    let ms = seconds * 1_000.0;
    (ms.is_finite() && ms.abs() < 9e15).then_some(Timestamp::from_millis(ms as i64))
}

/// The keys that may have made a signature of this algorithm. The key says what it is good for, never the token: so a public
/// key is not taken for a shared secret, and `none` fits no key.
fn candidates(keys: &JwkSet, kid: Option<&str>, algorithm: Algorithm) -> Vec<DecodingKey> {
    let fits = |jwk: &&Jwk| {
        let named = kid.is_none_or(|kid| jwk.common.key_id.as_deref() == Some(kid));
        let signs = jwk.common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
        named && signs && is_good_for(jwk, algorithm)
    };
    keys.keys.iter().filter(fits).filter_map(|jwk| DecodingKey::from_jwk(jwk).ok()).collect()
}

fn is_good_for(jwk: &Jwk, algorithm: Algorithm) -> bool {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    let by_kind = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => matches!(algorithm, RS256 | RS384 | RS512 | PS256 | PS384 | PS512),
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => algorithm == ES256,
            EllipticCurve::P384 => algorithm == ES384,
            _ => false,
        },
        AlgorithmParameters::OctetKeyPair(_) => algorithm == EdDSA,
        _ => false,
    };
    by_kind && jwk.common.key_algorithm.is_none_or(|named| same(named, algorithm))
}

/// Whether a key's own algorithm is this one; a name we do not know is none of ours.
fn same(named: KeyAlgorithm, algorithm: Algorithm) -> bool {
    named.to_string().parse::<Algorithm>().is_ok_and(|named| named == algorithm)
}
