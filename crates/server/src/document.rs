//! The OpenAPI document of all REST routes and the AsyncAPI document of all sockets and domain events: as they are written in
//! `schema/`, and as the systems describe themselves.
//!
//! The server serves what is written. Describing is done where the file is made and checked, so that the code for it is not in
//! the server at all.

use footlights_surface::{compose, compose_events};

use crate::packed;

/// The document that is served, `schema/openapi.json`, packed.
pub(crate) const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json.gz"));

/// What sockets say and the domain events, `schema/asyncapi.json`, packed.
pub(crate) const EVENTS_PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/asyncapi.json.gz"));

/// The OpenAPI document that is served.
///
/// # Errors
/// When this binary is damaged.
pub fn written() -> anyhow::Result<String> {
    Ok(String::from_utf8(packed::unpack(PACKED)?)?)
}

/// The AsyncAPI document as the systems describe it today: pretty, with a line break at its end.
#[must_use]
pub fn described_events() -> String {
    let mut published = footlights_identity::published();
    published.extend(footlights_identity::webhooks_published());
    published.extend(footlights_parlor::published());
    published.extend(footlights_companion::published());
    let codes = [footlights_surface::CODES, footlights_identity::CODES, footlights_parlor::CODES, footlights_companion::CODES];
    let mut conversations = footlights_parlor::conversations();
    conversations.extend(footlights_companion::conversations());
    let document = compose_events(env!("CARGO_PKG_VERSION"), &conversations, &published, &codes);
    let mut text = serde_json::to_string_pretty(&document).expect("the document is plain");
    text.push('\n');
    text
}

/// The OpenAPI document as the routes describe it today: pretty, with a line break at its end.
#[must_use]
pub fn described() -> String {
    let mut parts =
        vec![footlights_identity::rest_document(), footlights_identity::webhooks_document(), footlights_parlor::rest_document()];
    parts.extend(footlights_companion::rest_documents());
    let document = compose("Footlights", env!("CARGO_PKG_VERSION"), parts);
    let mut text = document.to_pretty_json().expect("the document is plain");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{EVENTS_PACKED, described, described_events, written};
    use crate::packed::unpack;

    #[test]
    fn what_is_served_is_what_the_routes_say() {
        assert!(described() == written().expect("packed"), "schema/openapi.json is stale: cargo xtask codegen");
    }

    #[test]
    fn what_is_said_of_events_is_for_people_who_do_not_read_our_source() {
        assert!(!described_events().contains("[`"), "a link to an item is in schema/asyncapi.json");
    }

    #[test]
    fn what_is_served_is_what_the_systems_say() {
        assert!(
            described_events().into_bytes() == unpack(EVENTS_PACKED).expect("packed"),
            "schema/asyncapi.json is stale: cargo xtask codegen"
        );
    }
}
