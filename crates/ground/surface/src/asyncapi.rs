//! The AsyncAPI 3.0 document: what sockets hear and tell, and the domain events behind it.
//!
//! Owns: how systems say what they hear, tell and publish ([`Conversation`], [`Published`]), and how one document is made of it.
//! Does not know: any message. Each system lists its own, with the shapes of the structs it sends.

mod alike;
mod shape;

use serde_json::{Map, Value, json};

use crate::Code;

pub use shape::Shape;

/// How a frame is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// It tells of a durable event: it has a number, and comes again after a loss.
    Numbered,
    /// It belongs to a topic and has no number: it may be lost.
    Unnumbered,
    /// It comes of both sorts.
    Either,
    /// It is the state of a topic at one number.
    Snapshot,
    /// It is for this one socket alone.
    Direct,
}

/// Everything that is said on one Socket.IO namespace.
#[derive(Debug)]
pub struct Conversation {
    path: &'static str,
    about: &'static str,
    heard: Vec<Heard>,
    told: Vec<Told>,
}

#[derive(Debug)]
struct Heard {
    name: &'static str,
    who: &'static str,
    about: &'static str,
    payload: Shape,
    answer: Option<Shape>,
    follows: bool,
}

#[derive(Debug)]
struct Told {
    name: &'static str,
    who: &'static str,
    about: &'static str,
    numbering: Numbering,
    payload: Shape,
}

/// A domain event.
#[derive(Debug)]
pub struct Published {
    /// Its name, such as `streaming.tip.received`.
    pub kind: &'static str,
    /// The kind of topic it is on, such as `session`.
    pub topic: &'static str,
    /// When it is published.
    pub about: &'static str,
    /// The shape of its own fields.
    pub payload: Shape,
}

impl Conversation {
    /// A namespace that nobody has said anything of.
    #[must_use]
    pub fn new(path: &'static str, about: &'static str) -> Self {
        Self { path, about, heard: Vec::new(), told: Vec::new() }
    }

    /// Clients send it, those of them who may; it is answered `{ok: true}`.
    #[must_use]
    pub fn hears(mut self, name: &'static str, who: &'static str, about: &'static str, payload: Shape) -> Self {
        self.heard.push(Heard { name, who, about, payload, answer: None, follows: false });
        self
    }

    /// The last one heard is answered with these fields, too.
    #[must_use]
    pub fn answers(mut self, answer: Shape) -> Self {
        if let Some(last) = self.heard.last_mut() {
            last.answer = Some(answer);
        }
        self
    }

    /// The last one heard begins to follow a topic, and its answer says where the follower stands.
    #[must_use]
    pub fn follows(mut self) -> Self {
        if let Some(last) = self.heard.last_mut() {
            last.follows = true;
        }
        self
    }

    /// These clients are told it.
    #[must_use]
    pub fn tells(mut self, name: &'static str, who: &'static str, about: &'static str, numbering: Numbering, payload: Shape) -> Self {
        self.told.push(Told { name, who, about, numbering, payload });
        self
    }

    /// The names of what clients send.
    pub fn heard(&self) -> impl Iterator<Item = &'static str> {
        self.heard.iter().map(|heard| heard.name)
    }

    /// The names of what clients are told.
    pub fn told(&self) -> impl Iterator<Item = &'static str> {
        self.told.iter().map(|told| told.name)
    }

    /// Its key in the document.
    fn key(&self) -> String {
        self.path.trim_start_matches('/').replace('/', "_")
    }
}

/// One document of what all systems say. `codes`: every code a refusal may carry, crate by crate.
///
/// # Panics
/// When two different shapes have one name.
#[must_use]
pub fn compose_events(version: &str, namespaces: &[Conversation], events: &[Published], codes: &[&[Code]]) -> Value {
    let mut document = Document::default();
    document.schemas.extend(alike::schemas(codes).into_iter().map(|(name, schema)| (name.to_owned(), schema)));
    namespaces.iter().for_each(|namespace| document.namespace(namespace));
    document.events(events);
    json!({
        "asyncapi": "3.0.0",
        "info": {"title": "Footlights", "version": version, "description": ABOUT},
        "defaultContentType": "application/json",
        "channels": document.channels,
        "operations": document.operations,
        "components": {"schemas": document.schemas},
    })
}

const ABOUT: &str = "Socket.IO at `/socket.io` (any client of protocol 5) and the domain events. `receive` is what clients send, \
`send` what they are told. An answer comes where the client asked for an acknowledgement; a refusal where it did not is the event `error`.";

#[derive(Default)]
struct Document {
    channels: Map<String, Value>,
    operations: Map<String, Value>,
    schemas: Map<String, Value>,
}

impl Document {
    fn namespace(&mut self, namespace: &Conversation) {
        let key = namespace.key();
        let mut messages = Map::new();
        for heard in &namespace.heard {
            let answer = format!("{}.answer", heard.name);
            messages.insert(heard.name.to_owned(), message(heard.name, heard.who, heard.about, &self.plain(&heard.payload)));
            messages.insert(answer.clone(), message(&answer, "who asked", "The acknowledgement.", &self.answer(heard)));
            let reply = json!({"channel": channel(&key), "messages": [message_of(&key, &answer)]});
            self.operation(&key, "receive", heard.name, heard.about, Some(reply));
        }
        for told in &namespace.told {
            messages.insert(told.name.to_owned(), message(told.name, told.who, told.about, &self.frame(told)));
            self.operation(&key, "send", told.name, told.about, None);
        }
        self.channels.insert(key, json!({"address": namespace.path, "description": namespace.about, "messages": messages}));
    }

    fn events(&mut self, events: &[Published]) {
        let key = "events";
        let mut messages = Map::new();
        for Published { kind, topic, about, payload } in events {
            let mut data = self.plain(payload);
            // It says whose payload it is, which stands right above.
            data.as_object_mut().and_then(|data| data.remove("description"));
            let own = json!({"properties": {"type": {"const": kind}, "data": data}});
            let about = format!("{about} On `{topic}:ID`.");
            messages.insert(
                (*kind).to_owned(),
                message(kind, "subscribers of the event log", &about, &json!({"allOf": [schema("Envelope"), own]})),
            );
            self.operation(key, "send", kind, &about, None);
        }
        let about = "Domain events, written with the change they tell of. Frames of the same facts are on the namespaces.";
        self.channels.insert(key.to_owned(), json!({"address": null, "description": about, "messages": messages}));
    }

    fn operation(&mut self, key: &str, action: &str, name: &str, about: &str, reply: Option<Value>) {
        let mut operation = json!({"action": action, "channel": channel(key), "summary": about, "messages": [message_of(key, name)]});
        if let Some(reply) = reply {
            operation["reply"] = reply;
        }
        self.operations.insert(format!("{key}.{action}.{name}"), operation);
    }

    /// A shape, once what it points to is among the named ones.
    fn plain(&mut self, shape: &Shape) -> Value {
        for (name, schema) in &shape.named {
            let other = self.schemas.insert(name.clone(), schema.clone());
            assert!(other.is_none_or(|other| other == *schema), "two shapes are called {name}");
        }
        shape.schema.clone()
    }

    fn answer(&mut self, heard: &Heard) -> Value {
        let mut parts = vec![json!({"type": "object", "required": ["ok"], "properties": {"ok": {"const": true}}})];
        parts.extend(heard.follows.then(|| schema("Joined")));
        parts.extend(heard.answer.as_ref().map(|answer| self.plain(answer)));
        json!({"oneOf": [{"allOf": parts}, schema("Refused")]})
    }

    fn frame(&mut self, told: &Told) -> Value {
        let own = self.plain(&told.payload);
        let numbers = match told.numbering {
            Numbering::Direct => return own,
            Numbering::Numbered => schema("Numbered"),
            Numbering::Unnumbered => schema("Unnumbered"),
            Numbering::Snapshot => schema("Snapshot"),
            Numbering::Either => json!({"anyOf": [schema("Numbered"), schema("Unnumbered")]}),
        };
        json!({"allOf": [own, numbers]})
    }
}

fn message(name: &str, who: &str, about: &str, payload: &Value) -> Value {
    json!({"name": name, "summary": about, "x-who": who, "payload": payload})
}

fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn channel(key: &str) -> Value {
    json!({"$ref": format!("#/channels/{key}")})
}

fn message_of(key: &str, name: &str) -> Value {
    json!({"$ref": format!("#/channels/{key}/messages/{name}")})
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use utoipa::ToSchema;

    use super::{Conversation, Numbering, Published, Shape, compose_events};

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Rung {
        bell: Bell,
    }
    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Bell {
        name: String,
    }

    #[test]
    fn a_document_says_who_says_what_and_every_reference_resolves() {
        let namespace = Conversation::new("/bells/high", "Bells.")
            .hears("ring", "anybody", "Rings.", Shape::of::<Bell>())
            .answers(Shape::of::<Rung>())
            .tells("rung", "everybody", "It rang.", Numbering::Numbered, Shape::of::<Rung>());
        let event = Published { kind: "bells.rung", topic: "bell", about: "It rang.", payload: Shape::of::<Rung>() };
        let document = compose_events("1", &[namespace], &[event], &[&[("cracked", "The bell is cracked.")]]);
        let ring = &document["operations"]["bells_high.receive.ring"];
        assert_eq!(ring["reply"]["messages"][0]["$ref"], "#/channels/bells_high/messages/ring.answer");
        assert_eq!(document["operations"]["bells_high.send.rung"]["action"], "send");
        let data = &document["channels"]["events"]["messages"]["bells.rung"]["payload"]["allOf"][1]["properties"]["data"];
        assert_eq!(data["properties"]["bell"], json!({"$ref": "#/components/schemas/Bell"}));
        let text = document.to_string();
        for (at, prefix) in text.match_indices("\"$ref\":\"#") {
            let pointer = text[at + prefix.len()..].split('"').next().expect("an end");
            assert!(document.pointer(pointer).is_some(), "{pointer} leads nowhere");
        }
        let codes = &document["components"]["schemas"]["SocketError"]["properties"]["code"]["x-codes"];
        assert_eq!(codes["cracked"], "The bell is cracked.");
    }
}
