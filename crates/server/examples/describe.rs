//! Prints the OpenAPI document as the routes describe it: what `schema/openapi.json` is made of.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(footlights_server::document::described().as_bytes())
}
