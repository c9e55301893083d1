//! What can be read.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Object, Result};
use footlights_base::{ErrorKind, Page};
use footlights_surface::graphql::{DateTime, refuse};

use super::args::{Asked, asked, connect, id};
use super::node::Node;
use super::presence::RoomPresence;
use super::room::Room;
use super::types::Invite;
use crate::model::{RoomFilter, RoomId};
use crate::usecase::list_invites::INBOX;
use crate::usecase::list_presence::PRESENCE;
use crate::usecase::list_rooms::{MY_ROOMS, ROOMS};
use crate::wire::CountsBody;

/// Which public rooms.
#[derive(Default, InputObject)]
pub(crate) struct RoomsFilter {
    /// With this tag.
    tag: Option<String>,
    /// Each word begins one of the room's.
    search: Option<String>,
    /// Also archived ones.
    #[graphql(default)]
    archived: bool,
}

/// Rooms, read.
#[derive(Default)]
pub struct RoomQuery;

#[Object]
impl RoomQuery {
    /// One room; null when there is none, or none the caller may know of.
    async fn room(&self, ctx: &Context<'_>, #[graphql(desc = "A plain UUID.")] id: ID) -> Result<Option<Room>> {
        look_up(ctx, &id).await
    }

    /// Public rooms, newest first.
    async fn rooms(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        filter: Option<RoomsFilter>,
    ) -> Result<Connection<String, Room>> {
        let (parlor, caller) = asked(ctx)?;
        let page = Asked::read(ROOMS, first, after)?;
        let from_start = page.after.is_none();
        let RoomsFilter { tag, search, archived } = filter.unwrap_or_default();
        let filter = RoomFilter { tag, search, archived };
        let found = parlor.list_rooms(caller, filter, page.after, page.limit).await.map_err(refuse)?;
        Ok(connect(found, ROOMS, from_start, |room| room.id))
    }

    /// Rooms the caller is in or owns, newest first.
    async fn my_rooms(&self, ctx: &Context<'_>, first: Option<i32>, after: Option<String>) -> Result<Connection<String, Room>> {
        let (parlor, caller) = asked(ctx)?;
        let page = Asked::read(MY_ROOMS, first, after)?;
        let from_start = page.after.is_none();
        let found = parlor.list_my_rooms(caller, page.after, page.limit).await.map_err(refuse)?;
        Ok(connect(found, MY_ROOMS, from_start, |room| room.id))
    }

    /// The caller's invitations, newest first.
    async fn invites(&self, ctx: &Context<'_>, first: Option<i32>, after: Option<String>) -> Result<Connection<String, Invite>> {
        let (parlor, caller) = asked(ctx)?;
        let page = Asked::read(INBOX, first, after)?;
        let from_start = page.after.is_none();
        let found = parlor.list_invites(caller, page.after, page.limit).await.map_err(refuse)?;
        Ok(connect(found, INBOX, from_start, |invite| invite.id))
    }

    /// Who is in a room in person.
    async fn presence(&self, ctx: &Context<'_>, room_id: ID, first: Option<i32>, after: Option<String>) -> Result<RoomPresence> {
        let (parlor, caller) = asked(ctx)?;
        let page = Asked::read(PRESENCE, first, after)?;
        let from_start = page.after.is_none();
        let here = parlor.list_presence(caller, id(&room_id, "room")?, page.after, page.limit).await.map_err(refuse)?;
        let people = Page::from_rows(here.people, page.limit, PRESENCE, |(account, _)| *account);
        Ok(RoomPresence {
            state: here.state.into(),
            stale_since: here.stale_since.map(DateTime),
            counts: CountsBody::from(here.counts).into(),
            people: connect(people, PRESENCE, from_start, |(account, _)| *account),
        })
    }

    /// Whatever has this id; null when there is nothing, or nothing the caller may know of.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "A plain UUID.")] id: ID) -> Result<Option<Node>> {
        Ok(look_up(ctx, &id).await?.map(Node::Room))
    }
}

async fn look_up(ctx: &Context<'_>, given: &ID) -> Result<Option<Room>> {
    let (parlor, caller) = asked(ctx)?;
    let Ok(key) = id::<RoomId>(given, "room") else { return Ok(None) };
    match parlor.get_room(caller, key).await {
        Ok(seen) => Ok(Some(seen.room.into())),
        Err(failure) if failure.kind() == ErrorKind::NotFound => Ok(None),
        Err(failure) => Err(refuse(failure)),
    }
}
