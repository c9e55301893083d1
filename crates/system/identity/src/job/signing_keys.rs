//! Signing keys: loaded, replaced when old, kept until the last token they signed has expired.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_base::{Error, Failure, Timestamp};
use footlights_store::Keys as CommandKeys;

use crate::Identity;
use crate::signing::{Keys, SigningKey};
use crate::store::signing_key::{self, SealedKey};

/// What the seal is for.
const PURPOSE: &str = "signing key";
/// How soon keys are read again: unknown key ids cost a stranger nothing to make up.
const READ_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// How long a key is kept beyond the life of its last token.
const MARGIN: Duration = Duration::from_secs(3_600);

impl Identity {
    /// Loads the keys; makes a new one when the newest is old or there is none; drops those nobody needs.
    pub(crate) async fn keep_signing_keys(&self) -> Result<(), Failure> {
        let now = self.now();
        self.load_signing_keys().await?;
        let newest_at = self.signing.keys().newest_at();
        if newest_at.is_some_and(|made| now.since(made) < self.settings.signing_key_life) {
            return Ok(());
        }
        let secret = self.chance.bytes::<32>();
        let kid = URL_SAFE_NO_PAD.encode(self.chance.bytes::<9>());
        let key = SealedKey { kid, sealed: self.secret_box.seal(PURPOSE, &secret, &self.chance), created_at: now };
        let kept_for = self.settings.signing_key_life + self.settings.access_token_life + MARGIN;
        self.store
            .write("identity.keep_signing_keys", CommandKeys::none(), move |tx| {
                signing_key::add(tx, &key)?;
                signing_key::delete_made_before(tx, now.minus(kept_for))
            })
            .await?;
        self.load_signing_keys().await
    }

    async fn load_signing_keys(&self) -> Result<(), Failure> {
        let rows = self.store.read("identity.load_signing_keys", |tx| signing_key::list(tx)).await?;
        let opened: Result<Vec<_>, Error> = rows
            .into_iter()
            .map(|row| {
                let secret = self.secret_box.open(PURPOSE, &row.sealed).map_err(|error| {
                    Error::internal(format!(
                        "the stored signing keys {error}; start with the FOOTLIGHTS_SECRET_KEY or secret.key they were made with"
                    ))
                })?;
                Ok(SigningKey::new(row.kid, row.created_at, &secret))
            })
            .collect();
        self.signing.replace(Keys::new(opened?));
        Ok(())
    }

    /// Reads the keys again, unless that was done just now; tells whether it did.
    pub(crate) async fn learn_signing_keys(&self, now: Timestamp) -> Result<bool, Failure> {
        if !self.signing.may_read_again(now, READ_AGAIN_AFTER) {
            return Ok(false);
        }
        self.load_signing_keys().await?;
        Ok(true)
    }
}
