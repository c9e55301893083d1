//! What every socket says alike, whatever the system: numbers of frames, joins, refusals, and the envelope of domain events.

use serde_json::{Value, json};

use crate::Code;

/// Schemas by name. `codes`: every code a refusal may carry.
pub(super) fn schemas(codes: &[&[Code]]) -> Vec<(&'static str, Value)> {
    let mut all = frames();
    all.extend([("Refused", refused()), ("SocketError", socket_error(codes)), ("Envelope", envelope())]);
    all
}

fn frames() -> Vec<(&'static str, Value)> {
    let topic = json!({"type": "string", "description": "The aggregate, such as `session:ID` or `creator:ID`."});
    let epoch = json!({"type": "integer", "format": "int64", "description": "Which numbering `sequence` belongs to."});
    let sequence = json!({"type": "integer", "format": "int64", "minimum": 0, "description": "1, 2, 3 … within topic and epoch, in the order of commits. What a follower is not shown has a number, too."});
    let time = |says: &str| json!({"type": "string", "format": "date-time", "description": says});
    let numbered = json!({
        "type": "object",
        "description": "What every frame of a durable event carries besides its own fields.",
        "required": ["eventId", "topic", "epoch", "sequence", "occurredAt", "displayAt"],
        "properties": {
            "eventId": {"type": "string", "format": "uuid", "description": "The same each time it is sent."},
            "topic": topic, "epoch": epoch, "sequence": sequence,
            "occurredAt": time("When it happened."),
            "displayAt": time("When those behind a delayed player should see it."),
        },
    });
    let unnumbered = json!({
        "type": "object",
        "description": "What a frame without a number carries besides its own fields. It may be lost; a snapshot brings its truth.",
        "required": ["topic"],
        "properties": {"topic": topic},
    });
    let joined = json!({
        "type": "object",
        "description": "Where a follower stands.",
        "required": ["topic", "epoch", "sequence", "recovered"],
        "properties": {
            "topic": topic, "epoch": epoch, "sequence": sequence,
            "recovered": {"type": "boolean", "description": "Whether everything after what the client said it had follows; otherwise a snapshot has come."},
        },
    });
    let snapshot = json!({
        "type": "object",
        "description": "The state of a topic at one number.",
        "required": ["topic", "epoch", "sequence"],
        "properties": {"topic": topic, "epoch": epoch, "sequence": sequence},
    });
    vec![("Numbered", numbered), ("Unnumbered", unnumbered), ("Joined", joined), ("Snapshot", snapshot)]
}

fn refused() -> Value {
    json!({
        "type": "object",
        "description": "The answer to an event that was refused.",
        "required": ["ok", "error"],
        "properties": {"ok": {"const": false}, "error": {"$ref": "#/components/schemas/SocketError"}},
    })
}

fn socket_error(codes: &[&[Code]]) -> Value {
    let meanings: serde_json::Map<String, Value> =
        codes.iter().copied().flatten().map(|(code, meaning)| ((*code).to_owned(), (*meaning).into())).collect();
    json!({
        "type": "object",
        "description": "Why something was refused. Codes are only ever added.",
        "required": ["message", "code"],
        "properties": {
            "message": {"type": "string", "description": "What happened, for people."},
            "code": {"type": "string", "description": "Stable, snake_case, the same on every surface.", "x-codes": meanings},
            "sessionId": {"type": "string", "description": "The session that was named."},
            "topic": {"type": "string", "description": "What is not followed any more."},
            "retryAfterMs": {"type": "integer", "description": "When to try again, in milliseconds."},
            "errors": {
                "type": "array",
                "description": "The wrong fields.",
                "items": {
                    "type": "object",
                    "required": ["field", "code", "detail"],
                    "properties": {"field": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}},
                },
            },
        },
    })
}

fn envelope() -> Value {
    let text = |says: &str| json!({"type": "string", "description": says});
    json!({
        "type": "object",
        "description": "CloudEvents 1.0, structured mode.",
        "required": ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "tenant", "displayat", "topic", "sequence", "epoch", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "format": "uuid"},
            "source": text("`footlights`; with the tenant it is unique for an installation."),
            "type": text("The event's name."),
            "subject": text("The id of the aggregate."),
            "time": {"type": "string", "format": "date-time", "description": "When it happened."},
            "datacontenttype": {"const": "application/json"},
            "tenant": {"type": "string", "format": "uuid"},
            "displayat": {"type": "string", "format": "date-time", "description": "When delayed viewers should see it."},
            "topic": text("The aggregate's topic."),
            "sequence": {"type": "integer", "format": "int64", "minimum": 1, "description": "1, 2, 3 … within topic and epoch, without a gap."},
            "epoch": {"type": "integer", "format": "int64"},
            "data": {"type": "object", "description": "The event's own fields."},
        },
    })
}
