//! SQL of parlor, by noun. Only use cases and jobs call it.

pub(crate) mod ban;
pub(crate) mod chat;
pub(crate) mod guest;
pub(crate) mod invite;
pub(crate) mod link;
pub(crate) mod participant;
pub(crate) mod room;

use std::str::FromStr;

use footlights_store::{Sql, Stop};

/// Every statement, for the test that prepares them on both databases.
#[must_use]
pub fn statements() -> Vec<Sql> {
    [ban::STATEMENTS, chat::STATEMENTS, guest::STATEMENTS, invite::STATEMENTS, link::STATEMENTS, participant::STATEMENTS, room::STATEMENTS]
        .concat()
}

/// A stored word of a closed list.
fn word<T: FromStr>(text: &str) -> Result<T, Stop> {
    text.parse().map_err(|_| Stop::broken(format!("`{text}` is no word of its list")))
}
