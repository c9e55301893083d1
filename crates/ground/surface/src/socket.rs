//! What Socket.IO namespaces for people who have signed in share: who comes in by `auth: {token}`, and keys of commands that a
//! client may say twice.

use footlights_base::{ErrorKind, Failure, Rejection, Timestamp};
use footlights_realtime::{Socket, Tag};
use footlights_store::Once;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::idempotency::KeyGiven;
use crate::{Caller, Credential, Edge};

/// The longest `idempotencyKey` of an event, in bytes.
const KEY_BYTES_MAX: usize = 255;

#[derive(Deserialize)]
struct Auth {
    token: String,
}

/// Finds who comes in by the bearer token of CONNECT, and marks the socket, so that it ends when the account or the token does.
///
/// # Errors
/// `unauthenticated`; what breaks when nobody can be asked.
pub async fn sign_in(edge: &Edge, socket: &Socket, auth: Option<&RawValue>) -> Result<Caller, Failure> {
    let auth = auth.and_then(|auth| serde_json::from_str::<Auth>(auth.get()).ok());
    let Auth { token } = auth.ok_or_else(not_signed_in)?;
    let caller = edge.authenticator.authenticate(Credential::Bearer(&token)).await?;
    socket.tag(Tag::account(caller.account));
    socket.tag(Tag::token(*caller.credential.as_bytes()));
    // Once more, now that a revocation would find this socket.
    let mut caller = edge.authenticator.authenticate(Credential::Bearer(&token)).await?;
    caller.remote = socket.remote_addr();
    if let Some(at) = caller.expires_at {
        socket.ends_at(at);
    }
    Ok(caller)
}

/// The refusal of a socket without a token that counts.
#[must_use]
pub fn not_signed_in() -> Rejection {
    Rejection::new(ErrorKind::Unauthenticated, "unauthenticated", "Send auth: {token} with a token that counts.")
}

/// The same store of keys as the header's. `said` is the event's payload without its key, which is no part of what must be the
/// same again.
///
/// # Errors
/// `bad_idempotency_key`.
pub fn once_of_event(
    key: Option<String>,
    event: &str,
    said: &impl Serialize,
    caller: &Caller,
    at: Timestamp,
) -> Result<Option<Once>, Rejection> {
    let Some(key) = key else { return Ok(None) };
    if !(1..=KEY_BYTES_MAX).contains(&key.len()) || key.contains('\0') {
        let detail = "idempotencyKey is a text of 1 to 255 bytes.";
        return Err(Rejection::new(ErrorKind::Invalid, "bad_idempotency_key", detail));
    }
    Ok(Some(KeyGiven::new(key, event.to_owned()).once(caller, said, at, false)))
}
