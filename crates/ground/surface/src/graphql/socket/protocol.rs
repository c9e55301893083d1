//! The rules of `graphql-transport-ws`: which message may come when, and how a breach closes the socket. No IO.

use serde_json::Value;

use crate::graphql::request::Asked;

/// Why the server closes a socket: code and reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Close {
    pub(super) code: u16,
    pub(super) reason: String,
}

impl Close {
    fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    pub(super) fn bad_message(reason: &str) -> Self {
        Self::new(4400, reason)
    }

    pub(super) fn forbidden(reason: &str) -> Self {
        Self::new(4403, reason)
    }

    pub(super) fn subprotocol() -> Self {
        Self::new(4406, "Subprotocol not acceptable")
    }

    pub(super) fn init_too_late() -> Self {
        Self::new(4408, "Connection initialisation timeout")
    }

    /// What has been read is given up: the client is to come back and say where it stood.
    pub(super) fn too_slow() -> Self {
        Self::new(1013, "Too slow: come back and say how far you got")
    }

    /// Who it is could not be found out at the moment.
    pub(super) fn later() -> Self {
        Self::new(1013, "Not possible at the moment: come back")
    }

    pub(super) fn too_large() -> Self {
        Self::new(1009, "Message too large")
    }

    pub(super) fn stopping() -> Self {
        Self::new(1012, "This node stops: come back")
    }
}

/// What a client's message asks for.
#[derive(Debug)]
pub(super) enum Wish {
    /// Let me in, with this `Authorization` if any.
    Init { authorization: Option<String> },
    /// Are you there?
    Ping { payload: Option<Value> },
    /// I am.
    Pong,
    /// Begin an operation. What was asked may still be refused in an `error` message.
    Subscribe { id: String, asked: Box<Result<Asked, footlights_base::Rejection>> },
    /// End it.
    Complete { id: String },
}

/// Where a socket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Fresh,
    /// `connection_init` came and is being looked at.
    Asked,
    Acknowledged,
}

/// One socket's side of the protocol.
#[derive(Debug)]
pub(super) struct Machine {
    standing: Standing,
    id_bytes_max: usize,
}

impl Machine {
    pub(super) const fn new() -> Self {
        Self { standing: Standing::Fresh, id_bytes_max: 128 }
    }

    /// The client was let in.
    pub(super) fn acknowledged(&mut self) {
        self.standing = Standing::Acknowledged;
    }

    /// Reads one message. `open` tells whether an operation with an id is open.
    ///
    /// # Errors
    /// How the socket is to be closed.
    pub(super) fn read(&mut self, text: &str, open: impl Fn(&str) -> bool) -> Result<Wish, Close> {
        let value: Value = serde_json::from_str(text).map_err(|_| Close::bad_message("Invalid message received"))?;
        let Some(kind) = value["type"].as_str() else { return Err(Close::bad_message("Message is missing the 'type' property")) };
        match kind {
            "connection_init" => self.init(&value),
            "ping" => Ok(Wish::Ping { payload: optional_object(&value, "ping")?.cloned() }),
            "pong" => optional_object(&value, "pong").map(|_| Wish::Pong),
            "subscribe" => self.subscribe(value, open),
            "complete" => Ok(Wish::Complete { id: self.id(&value)? }),
            other => Err(Close::bad_message(&format!("Unexpected message of type {}", shown(other)))),
        }
    }

    fn init(&mut self, value: &Value) -> Result<Wish, Close> {
        if self.standing != Standing::Fresh {
            return Err(Close::new(4429, "Too many initialisation requests"));
        }
        let payload = optional_object(value, "connection_init")?;
        self.standing = Standing::Asked;
        let authorization = payload.and_then(|payload| payload.get("Authorization").or_else(|| payload.get("authorization")));
        match authorization {
            None | Some(Value::Null) => Ok(Wish::Init { authorization: None }),
            Some(Value::String(text)) => Ok(Wish::Init { authorization: Some(text.clone()) }),
            Some(_) => Err(Close::bad_message("Authorization is a text")),
        }
    }

    fn subscribe(&self, mut value: Value, open: impl Fn(&str) -> bool) -> Result<Wish, Close> {
        let id = self.id(&value)?;
        if !value["payload"]["query"].is_string() && !value["payload"]["extensions"]["persistedQuery"].is_object() {
            return Err(Close::bad_message("'subscribe' message payload is missing the query"));
        }
        if self.standing != Standing::Acknowledged {
            return Err(Close::new(4401, "Unauthorized"));
        }
        if open(&id) {
            return Err(Close::new(4409, format!("Subscriber for {} already exists", shown(&id))));
        }
        // Back to text and strictly read, so that a variable is refused here as it is over HTTP.
        let payload = value["payload"].take().to_string();
        Ok(Wish::Subscribe { id, asked: Box::new(Asked::from_body(payload.as_bytes())) })
    }

    fn id(&self, value: &Value) -> Result<String, Close> {
        match value["id"].as_str() {
            Some("") | None => Err(Close::bad_message("A message needs a non-empty 'id'")),
            Some(id) if id.len() > self.id_bytes_max => Err(Close::bad_message("An 'id' has at most 128 bytes")),
            Some(id) => Ok(id.to_owned()),
        }
    }
}

fn optional_object<'a>(value: &'a Value, kind: &str) -> Result<Option<&'a Value>, Close> {
    match value.get("payload") {
        None | Some(Value::Null) => Ok(None),
        Some(payload @ Value::Object(_)) => Ok(Some(payload)),
        Some(_) => Err(Close::bad_message(&format!("'{kind}' message payload is an object or absent"))),
    }
}

/// A word of the client's, as much of it as a close reason (123 bytes) can hold.
fn shown(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::{Machine, Wish};

    fn code(machine: &mut Machine, text: &str) -> u16 {
        machine.read(text, |id| id == "taken").expect_err(text).code
    }

    fn let_in() -> Machine {
        let mut machine = Machine::new();
        machine.read(r#"{"type":"connection_init"}"#, |_| false).expect("the first");
        machine.acknowledged();
        machine
    }

    #[test]
    fn what_is_no_message_closes_with_4400() {
        for bad in [
            "",
            "[]",
            "nonsense",
            r#"{"typ":"ping"}"#,
            r#"{"type":"connection_ack"}"#,
            r#"{"type":"next","id":"1","payload":{}}"#,
            r#"{"type":"ping","payload":7}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"complete"}"#,
        ] {
            assert_eq!(code(&mut let_in(), bad), 4400, "{bad}");
        }
        for bad in [r#"{"type":"connection_init","payload":[]}"#, r#"{"type":"connection_init","payload":{"Authorization":7}}"#] {
            assert_eq!(code(&mut Machine::new(), bad), 4400, "{bad}");
        }
    }

    #[test]
    fn the_order_of_things_matters() {
        let subscribe = r#"{"type":"subscribe","id":"1","payload":{"query":"{a}"}}"#;
        assert_eq!(code(&mut Machine::new(), subscribe), 4401);
        let mut machine = Machine::new();
        machine.read(r#"{"type":"connection_init","payload":null}"#, |_| false).expect("the first");
        assert_eq!(code(&mut machine, subscribe), 4401, "not let in yet");
        assert_eq!(code(&mut machine, r#"{"type":"connection_init"}"#), 4429);
        let mut machine = let_in();
        assert_eq!(code(&mut machine, r#"{"type":"subscribe","id":"taken","payload":{"query":"{a}"}}"#), 4409);
        assert!(matches!(machine.read(subscribe, |_| false), Ok(Wish::Subscribe { .. })));
        assert!(matches!(machine.read(r#"{"type":"complete","id":"unknown"}"#, |_| false), Ok(Wish::Complete { .. })));
    }

    #[test]
    fn a_reason_fits_its_frame() {
        let long = "x".repeat(100_000);
        let close = let_in().read(&format!(r#"{{"type":"{long}"}}"#), |_| false).expect_err("unknown");
        assert!(close.reason.len() <= 123);
    }
}
