//! Signing as Standard Webhooks does: HMAC-SHA256 over id, time and body. Knows no webhook.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::WebhookSecret;

/// The value of `webhook-signature`: one signature for each secret, with a blank between them.
///
/// # Panics
/// Never: HMAC takes keys of any length.
#[must_use]
pub fn sign(secrets: &[WebhookSecret], id: &str, seconds: i64, body: &[u8]) -> String {
    let signature = |secret: &WebhookSecret| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.bytes()).expect("HMAC takes keys of any length");
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    };
    secrets.iter().map(signature).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use zeroize::Zeroizing;

    use super::{WebhookSecret, sign};

    fn secret(text: &str) -> WebhookSecret {
        let bytes = STANDARD.decode(text.strip_prefix("whsec_").expect("a secret")).expect("base64");
        let secret = WebhookSecret::from_bytes(Zeroizing::new(bytes));
        assert_eq!(secret.text(), text);
        secret
    }

    // The vector of the Standard Webhooks reference libraries.
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const SECONDS: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn the_standard_vector() {
        assert_eq!(sign(&[secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")], ID, SECONDS, BODY), SIGNED);
    }

    #[test]
    fn two_secrets_sign_side_by_side() {
        let (new, old) = (secret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"), secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        let both = sign(&[new.clone(), old], ID, SECONDS, BODY);
        let (first, second) = both.split_once(' ').expect("two");
        assert_eq!((first, second), (&*sign(&[new], ID, SECONDS, BODY), SIGNED));
        assert_ne!(first, second);
    }
}
