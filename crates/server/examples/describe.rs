//! Prints what a document in `schema/` is made of: `openapi` as the routes describe themselves, `asyncapi` as sockets and events do.

use std::io::Write as _;

use footlights_server::document::{described, described_events};

fn main() -> std::io::Result<()> {
    let text = match std::env::args().nth(1).as_deref() {
        Some("openapi") => described(),
        Some("asyncapi") => described_events(),
        _ => return Err(std::io::Error::other("say openapi or asyncapi")),
    };
    std::io::stdout().write_all(text.as_bytes())
}
