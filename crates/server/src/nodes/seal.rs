//! The mark on what one node passes on to another: nobody without the installation's secret can make it, and it fits only the
//! one request, node and client it was made for.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_identity::SecretBox;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Method;
use sha2::Sha256;
use zeroize::Zeroizing;

/// What the key is derived for; the number changes with what is sealed.
const LABEL: &str = "nodes/1";

/// Makes and checks seals.
pub(super) struct Seals {
    key: Zeroizing<[u8; 32]>,
}

/// What is sealed.
pub(super) struct Sealed<'a> {
    /// The node it goes to, as session ids spell it.
    pub(super) to: &'a str,
    /// Whom the request counts for.
    pub(super) client: IpAddr,
    pub(super) method: &'a Method,
    /// Path and query; the query names the session.
    pub(super) target: &'a str,
}

impl Seals {
    pub(super) fn new(secret: [u8; 32]) -> Self {
        Self { key: SecretBox::new(secret).derive(LABEL) }
    }

    pub(super) fn seal(&self, sealed: &Sealed<'_>) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(sealed).finalize().into_bytes())
    }

    pub(super) fn fits(&self, seal: &[u8], sealed: &Sealed<'_>) -> bool {
        URL_SAFE_NO_PAD.decode(seal).is_ok_and(|seal| self.mac(sealed).verify_slice(&seal).is_ok())
    }

    fn mac(&self, sealed: &Sealed<'_>) -> Hmac<Sha256> {
        let Sealed { to, client, method, target } = sealed;
        let mac = Hmac::<Sha256>::new_from_slice(&self.key[..]).expect("HMAC takes keys of any length");
        // None of the parts can hold a line break, so no two requests read the same.
        mac.chain_update(format!("{to}\n{client}\n{method}\n{target}"))
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::{Sealed, Seals};

    fn sealed<'a>(to: &'a str, client: &str, method: &'a Method, target: &'a str) -> Sealed<'a> {
        Sealed { to, client: client.parse().expect("an address"), method, target }
    }

    #[test]
    fn a_seal_fits_its_request_alone() {
        let seals = Seals::new([7; 32]);
        let target = "/socket.io/?EIO=4&transport=polling&sid=a.0.b";
        let seal = seals.seal(&sealed("a", "203.0.113.9", &Method::GET, target));
        assert!(seals.fits(seal.as_bytes(), &sealed("a", "203.0.113.9", &Method::GET, target)));
        for other in [
            sealed("b", "203.0.113.9", &Method::GET, target),
            sealed("a", "203.0.113.8", &Method::GET, target),
            sealed("a", "203.0.113.9", &Method::POST, target),
            sealed("a", "203.0.113.9", &Method::GET, "/socket.io/?EIO=4&transport=polling&sid=a.0.c"),
        ] {
            assert!(!seals.fits(seal.as_bytes(), &other));
        }
        assert!(!Seals::new([8; 32]).fits(seal.as_bytes(), &sealed("a", "203.0.113.9", &Method::GET, target)), "another secret");
        for nonsense in ["", "AAAA", "not base64!", &seal[1..]] {
            assert!(!seals.fits(nonsense.as_bytes(), &sealed("a", "203.0.113.9", &Method::GET, target)));
        }
    }
}
