//! A client's event on its way in, and the answer on its way out.

use bytes::Bytes;
use footlights_base::{ErrorKind, Rejection};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

/// One event a client sent to a namespace.
#[derive(Debug)]
pub struct Call {
    pub(crate) name: String,
    pub(crate) args: Vec<Box<RawValue>>,
    pub(crate) attachments: Vec<Bytes>,
}

impl Call {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The arguments as JSON text; binary ones are placeholders `{"_placeholder":true,"num":N}` into [`Self::attachments`].
    #[must_use]
    pub fn args(&self) -> &[Box<RawValue>] {
        &self.args
    }

    /// The binary arguments, in the order of their placeholders.
    #[must_use]
    pub fn attachments(&self) -> &[Bytes] {
        &self.attachments
    }

    /// The first argument as `T`; unknown fields are ignored, as socket events do.
    ///
    /// # Errors
    /// `invalid_payload` when it is missing or not a `T`.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        let refuse = |detail: String| Rejection::new(ErrorKind::Invalid, "invalid_payload", detail);
        let first = self.args.first().ok_or_else(|| refuse(format!("The event {} needs a payload object.", self.name)))?;
        serde_json::from_str(first.get()).map_err(|error| refuse(format!("The payload of {} is not valid: {error}.", self.name)))
    }

    /// What a namespace answers to an event it does not know: `unknown_event`.
    #[must_use]
    pub fn unknown(&self) -> Rejection {
        Rejection::new(ErrorKind::Invalid, "unknown_event", "This namespace knows no such event.")
    }

    /// A text field of the first argument, when it is an object that has one. Used to name the subject in refusals.
    pub(crate) fn text_field(&self, field: &str) -> Option<String> {
        let first: Value = serde_json::from_str(self.args.first()?.get()).ok()?;
        first.get(field)?.as_str().map(str::to_owned)
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
    /// These arguments and nothing else.
    Verbatim(Vec<Box<RawValue>>, Vec<Bytes>),
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

    /// Exactly these arguments, placeholders and attachments included; for echoes.
    #[must_use]
    pub fn verbatim(args: Vec<Box<RawValue>>, attachments: Vec<Bytes>) -> Self {
        Self { body: Body::Verbatim(args, attachments) }
    }
}
