//! A client's event on its way in, and the answer on its way out.

use bytes::Bytes;
use footlights_base::{ErrorKind, Rejection};
use footlights_socketio::{AckId, Incoming};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

/// One event a client sent to a namespace.
#[derive(Debug)]
pub struct Call {
    name: String,
    incoming: Incoming,
}

impl Call {
    pub(crate) fn new(incoming: Incoming) -> Self {
        Self { name: incoming.name().into_owned(), incoming }
    }

    /// By which its answer is asked for.
    pub(crate) fn ack(&self) -> Option<AckId> {
        self.incoming.ack
    }

    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The arguments one by one. A binary one is a placeholder into [`Self::attachments`].
    pub fn args(&self) -> impl Iterator<Item = &RawValue> {
        self.incoming.args().iter()
    }

    /// The binary arguments, in the order of their placeholders.
    #[must_use]
    pub fn attachments(&self) -> &[Bytes] {
        self.incoming.args().attachments()
    }

    /// The first argument as `T`; unknown fields are ignored, as socket events do.
    ///
    /// # Errors
    /// `invalid_payload` when it is missing or not a `T`.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        let refuse = |detail: String| Rejection::new(ErrorKind::Invalid, "invalid_payload", detail);
        let first = self.incoming.args().get(0).ok_or_else(|| refuse(format!("The event {} needs a payload object.", self.name)))?;
        serde_json::from_str(first.get()).map_err(|error| refuse(format!("The payload of {} is not valid: {error}.", self.name)))
    }

    /// What a namespace answers to an event it does not know: `unknown_event`.
    #[must_use]
    pub fn unknown(&self) -> Rejection {
        Rejection::new(ErrorKind::Invalid, "unknown_event", "This namespace knows no such event.")
    }

    /// The arguments as they came, to be sent back.
    pub(crate) fn raw_args(&self) -> (String, Vec<Bytes>) {
        (self.incoming.args().raw().to_owned(), self.attachments().to_vec())
    }

    /// Text fields of the first argument, to be repeated in a refusal.
    pub(crate) fn text_fields(&self, names: &[&'static str]) -> Vec<(&'static str, String)> {
        let first = self.incoming.args().get(0).filter(|_| !names.is_empty());
        let Some(Value::Object(first)) = first.and_then(|first| serde_json::from_str(first.get()).ok()) else { return Vec::new() };
        let field = |name: &&'static str| Some((*name, first.get(*name)?.as_str()?.to_owned()));
        names.iter().filter_map(field).collect()
    }
}

/// What an event is answered with, if the client asked for an acknowledgement.
#[derive(Debug, Clone)]
pub struct Reply {
    pub(crate) body: Body,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// `{"ok":true}` with these fields merged in.
    Fields(Box<RawValue>),
    /// These arguments and nothing else: JSON values separated by commas, and what their placeholders stand for.
    Verbatim(String, Vec<Bytes>),
}

impl Reply {
    /// `{"ok": true}`.
    #[must_use]
    pub fn ok() -> Self {
        Self::with(&serde_json::Map::new())
    }

    /// `{"ok": true, …fields}`; `fields` must serialise to a JSON object.
    ///
    /// # Panics
    /// When `fields` does not serialise, which for plain structs cannot happen.
    #[must_use]
    pub fn with(fields: &impl Serialize) -> Self {
        Self { body: Body::Fields(serde_json::value::to_raw_value(fields).expect("an answer is a plain struct")) }
    }

    /// Exactly what the client sent, binary arguments included.
    #[must_use]
    pub fn echo(call: &Call) -> Self {
        let (args, attachments) = call.raw_args();
        Self { body: Body::Verbatim(args, attachments) }
    }
}
