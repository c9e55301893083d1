//! Prints what a document in `schema/` is made of: `openapi` as the routes describe themselves, `asyncapi` as sockets and events do,
//! `graphql` as the parts of the schema do; `released` is what clients may rely on from now on.

use std::io::Write as _;

use footlights_server::document::{described, described_events};
use footlights_server::edges::outline::{of_schema, of_services};
use footlights_server::edges::{described_schema, described_services};

fn main() -> std::io::Result<()> {
    let text = match std::env::args().nth(1).as_deref() {
        Some("openapi") => described(),
        Some("asyncapi") => described_events(),
        Some("graphql") => described_schema(),
        Some("released") => {
            let mut facts = [of_schema(&described_schema()), of_services(&described_services())].concat();
            facts.sort();
            facts.join("\n") + "\n"
        }
        _ => return Err(std::io::Error::other("say openapi, asyncapi, graphql or released")),
    };
    std::io::stdout().write_all(text.as_bytes())
}
