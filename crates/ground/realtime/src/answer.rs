//! Answers in the form of 4-contracts §6: `{ok: true, …}`, `{ok: false, error: {message, code, …}}`, the `error` event.

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_socketio::{AckId, Frame};
use serde_json::{Map, Value, json};

use crate::call::Body;
use crate::{Call, Namespace, Reply};

/// What leaves for an event that was handled; `None` when it succeeded and nobody asked.
pub(crate) fn frame(namespace: &dyn Namespace, call: &Call, result: Result<Reply, Failure>) -> Option<Frame> {
    match result {
        Ok(reply) => call.ack().map(|id| success(namespace.path(), id, reply)),
        Err(failure) => Some(refusal(namespace, call, &failure)),
    }
}

/// The answer to an event that is larger than what is looked at.
pub(crate) fn too_large(namespace: &dyn Namespace, ack: Option<AckId>, bytes_max: usize) -> Frame {
    let refusal = Rejection::new(ErrorKind::TooLarge, "too_large", format!("An event may have {} KiB.", bytes_max / 1024));
    error_frame(namespace.path(), ack, &json!({"message": refusal.detail, "code": refusal.code}))
}

/// What a client learns of a failure: message and code. What broke stays inside.
pub(crate) fn told(failure: &Failure) -> (String, &'static str) {
    match failure {
        Failure::Rejected(rejection) => (rejection.detail.clone().into_owned(), rejection.code),
        Failure::Broken(error) if error.kind() == ErrorKind::Unavailable => {
            ("This cannot be done at the moment; try again soon.".into(), "unavailable")
        }
        Failure::Broken(_) => ("Something went wrong on our side.".into(), "internal"),
    }
}

fn success(path: &str, id: AckId, reply: Reply) -> Frame {
    match reply.body {
        Body::Fields(fields) => {
            let inside = fields.get().trim().strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default().trim();
            let comma = if inside.is_empty() { "" } else { "," };
            Frame::ack(path, id, &format!("{{\"ok\":true{comma}{inside}}}"), &[])
        }
        Body::Verbatim(args, attachments) => Frame::ack(path, id, &args, &attachments),
    }
}

fn refusal(namespace: &dyn Namespace, call: &Call, failure: &Failure) -> Frame {
    let (message, code) = told(failure);
    let mut error = Map::new();
    error.insert("message".into(), message.into());
    error.insert("code".into(), code.into());
    if let Some(rejection) = failure.rejection()
        && !rejection.fields.is_empty()
    {
        let fields = rejection.fields.iter().map(|field| json!({"field": field.field, "code": field.code, "detail": field.detail}));
        error.insert("errors".into(), fields.collect());
    }
    if let Some(after) = failure.rejection().and_then(|rejection| rejection.retry_after) {
        error.insert("retryAfterMs".into(), u64::try_from(after.as_millis()).unwrap_or(u64::MAX).into());
    }
    for (name, value) in call.text_fields(namespace.echoed_fields()) {
        error.insert(name.into(), value.into());
    }
    error_frame(namespace.path(), call.ack(), &Value::Object(error))
}

fn error_frame(path: &str, ack: Option<AckId>, error: &Value) -> Frame {
    match ack {
        Some(id) => Frame::ack(path, id, &json!({"ok": false, "error": error}).to_string(), &[]),
        None => Frame::event(path, "error", &error.to_string()),
    }
}
