//! The OpenAPI document of all REST routes: as it is written in `schema/`, and as the routes describe themselves.
//!
//! The server serves what is written. Describing is done where the file is made and checked, so that the code for it is not in
//! the server at all.

use footlights_surface::compose;

use crate::packed;

/// The document that is served, `schema/openapi.json`, packed.
pub(crate) const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json.gz"));

/// The document that is served.
///
/// # Errors
/// When this binary is damaged.
pub fn written() -> anyhow::Result<String> {
    Ok(String::from_utf8(packed::unpack(PACKED)?)?)
}

/// The document as the routes describe it today: pretty, with a line break at its end.
#[must_use]
pub fn described() -> String {
    let mut parts = vec![footlights_identity::rest_document()];
    parts.extend(footlights_companion::rest_documents());
    let document = compose("Footlights", env!("CARGO_PKG_VERSION"), parts);
    let mut text = document.to_pretty_json().expect("the document is plain");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{described, written};

    #[test]
    fn what_is_served_is_what_the_routes_say() {
        assert!(described() == written().expect("packed"), "schema/openapi.json is stale: cargo xtask codegen");
    }
}
