//! Idempotency: a command with a key is done once, and a repeat gets the same answer.

use std::time::Duration;

use footlights_base::{ErrorKind, Rejection, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use crate::inflight::OnceId;
use crate::{Read as _, Stop, Tx, params};

/// The longest answer that is stored, in bytes of JSON.
pub const ANSWER_BYTES_MAX: usize = 16 * 1_024;
/// How long an answer is kept.
const KEPT: Duration = Duration::from_secs(24 * 3_600);
/// Which form a stored answer has.
const ANSWER_VERSION: u32 = 1;

crate::statements! {
    /// The stored answer to a key.
    LOOKUP_ONCE = "SELECT fingerprint, answer, expires_at FROM store_once WHERE scope = $1 AND once_key = $2";
    /// Makes room for a key whose time is over but which was not swept yet.
    DROP_EXPIRED = "DELETE FROM store_once WHERE scope = $1 AND once_key = $2";
    /// A second one fails, which undoes the whole command; it then finds the answer of the first.
    ADD_ONCE = "INSERT INTO store_once (scope, once_key, fingerprint, answer, expires_at) VALUES ($1, $2, $3, $4, $5)";
}

/// The idempotency key of one command.
#[derive(Debug, Clone)]
pub struct Once {
    /// Who sends it: keys of two callers never meet.
    pub scope: String,
    /// What the caller made up.
    pub key: String,
    /// SHA-256 of the canonical command, to notice a key used for something else.
    pub fingerprint: [u8; 32],
    /// Now; the answer is kept 24 hours from here.
    pub at: Timestamp,
    /// The answer holds a secret: it is not stored, and a repeat is refused with 409 `already_issued`.
    pub secret: bool,
}

#[derive(Serialize, Deserialize)]
struct Stored<T> {
    version: u32,
    answer: T,
}

impl Once {
    fn id(&self) -> OnceId {
        let mut hash = Sha256::new();
        hash.update((self.scope.len() as u64).to_le_bytes());
        hash.update(self.scope.as_bytes());
        hash.update(self.key.as_bytes());
        let mut id = OnceId::default();
        id.copy_from_slice(&hash.finalize()[..16]);
        id
    }
}

impl Tx<'_> {
    /// Runs `run` once per key. A repeat gets the stored answer; the answer's type must read what an older version wrote.
    /// Without a key it just runs. Refusals are not stored: the same key may succeed later.
    ///
    /// # Errors
    /// 422 `idempotency_key_reused` when the key came with another command, 409 `in_progress` (come back in a second) while
    /// this node is at work on the same key, 409 `already_issued` when the answer held a secret, and whatever `run` returns.
    pub fn once<T: Serialize + DeserializeOwned>(
        &mut self,
        once: Option<&Once>,
        run: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let Some(once) = once else { return run(self) };
        self.alive()?;
        let id = once.id();
        let Some(seen) = self.shared.in_flight.begin(id) else {
            let refusal =
                Rejection::new(ErrorKind::Conflict, "in_progress", "A request with this idempotency key is still being worked on.");
            return Err(refusal.retry_after(Duration::from_secs(1)).into());
        };
        self.turn.once.push(id);
        let looks_first = seen || self.session.looks_first();
        if looks_first && let Some(answer) = self.stored(once)? {
            return Ok(answer);
        }
        let answer = match run(self) {
            // Perhaps only because the first one has done it already: look, before saying no.
            Err(Stop::Rejected(refusal)) if !looks_first => {
                self.turn.again = true;
                return Err(refusal.into());
            }
            ended => ended?,
        };
        self.store_answer(once, &answer)?;
        Ok(answer)
    }

    fn stored<T: DeserializeOwned>(&mut self, once: &Once) -> Result<Option<T>, Stop> {
        let Some(row) = self.optional(LOOKUP_ONCE, params![&once.scope, &once.key])? else { return Ok(None) };
        if row.get::<Timestamp>(2)? <= once.at {
            self.run(DROP_EXPIRED, params![&once.scope, &once.key])?;
            return Ok(None);
        }
        if row.get::<[u8; 32]>(0)? != once.fingerprint {
            let detail = "This idempotency key was used with another request; use a new key for a new request.";
            return Err(Rejection::new(ErrorKind::KeyReused, "idempotency_key_reused", detail).into());
        }
        let Some(answer) = row.get::<Option<String>>(1)? else {
            let detail = "This was done before, and its answer held a secret that is shown only once.";
            return Err(Rejection::new(ErrorKind::Conflict, "already_issued", detail).into());
        };
        let stored: Stored<T> = serde_json::from_str(&answer).map_err(Stop::broken)?;
        if stored.version == ANSWER_VERSION { Ok(Some(stored.answer)) } else { Err(Stop::broken("a stored answer of an unknown version")) }
    }

    fn store_answer<T: Serialize>(&mut self, once: &Once, answer: &T) -> Result<(), Stop> {
        let text = if once.secret {
            None
        } else {
            Some(serde_json::to_string(&Stored { version: ANSWER_VERSION, answer }).map_err(Stop::broken)?)
        };
        if text.as_ref().is_some_and(|text| text.len() > ANSWER_BYTES_MAX) {
            return Err(Stop::broken(format!(
                "an answer of more than {ANSWER_BYTES_MAX} bytes cannot be stored; store what it is made of"
            )));
        }
        let row = params![&once.scope, &once.key, &once.fingerprint, text.as_deref(), once.at.plus(KEPT)];
        self.run(ADD_ONCE, row)
    }
}
