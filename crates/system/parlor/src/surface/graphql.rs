//! GraphQL: translates, nothing else.
//!
//! Refusals are errors with `extensions.code`, the same codes as over REST: one way for all fields, so that a client has one
//! place that looks at them. Ids are the plain UUIDs; lists are Relay's connections.

mod args;
mod event;
mod follow;
mod input;
mod loaders;
mod mutation;
mod node;
mod presence;
mod query;
mod room;
mod stage;
mod subscription;
mod types;
mod words;

use std::sync::Arc;

use footlights_surface::graphql::Equip;

use crate::Parlor;

pub use mutation::RoomMutation;
pub use query::RoomQuery;
pub use stage::StageMutation;
pub use subscription::RoomSubscription;

/// What each request needs to get at rooms: the face, and loaders that look up many things at once.
#[must_use]
pub fn graphql_equip(parlor: &Parlor) -> Equip {
    let parlor = parlor.clone();
    Arc::new(move |request, caller| loaders::equip(request.data(parlor.clone()), &parlor, caller))
}
