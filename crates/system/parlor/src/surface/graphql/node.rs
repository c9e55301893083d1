//! `node(id)`: anything that has an id of its own and is found by it.

use async_graphql::{ID, Interface};

use super::room::Room;

/// Anything that is found by its id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "Its id."))]
pub(crate) enum Node {
    /// A room.
    Room(Room),
}
