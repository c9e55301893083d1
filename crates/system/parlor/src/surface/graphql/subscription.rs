//! What can be followed.

use async_graphql::{Context, ID, Result, Subscription};
use footlights_surface::graphql::{Long, follow, maybe_caller};
use futures_util::Stream;

use super::args::id;
use super::event::{InboxEvent, RoomEvent, inbox_event, room_event};
use super::follow::{inbox, room, since};
use crate::Parlor;

/// Rooms and inboxes, followed.
#[derive(Default)]
pub struct RoomSubscription;

#[Subscription]
impl RoomSubscription {
    /// What happens in a room, for who is in it. With `afterSequence` first what is missing after that number; else from now on.
    async fn room_events(
        &self,
        ctx: &Context<'_>,
        room_id: ID,
        #[graphql(desc = "The last number seen; 0 for everything there is.")] after_sequence: Option<Long>,
        #[graphql(desc = "The numbering it belongs to; the one there is when not said.")] epoch: Option<Long>,
    ) -> Result<impl Stream<Item = RoomEvent> + use<>> {
        let asked = (ctx.data_opt::<Parlor>().cloned(), maybe_caller(ctx).cloned());
        let open = || async move { room(asked, id(&room_id, "room"), since(after_sequence, epoch)).await };
        follow(ctx, open, |told| room_event(told)).await
    }

    /// What comes to the caller's inbox.
    async fn inbox_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last number seen; 0 for everything there is.")] after_sequence: Option<Long>,
        #[graphql(desc = "The numbering it belongs to; the one there is when not said.")] epoch: Option<Long>,
    ) -> Result<impl Stream<Item = InboxEvent> + use<>> {
        let asked = (ctx.data_opt::<Parlor>().cloned(), maybe_caller(ctx).cloned());
        let open = || async move { inbox(asked, since(after_sequence, epoch)).await };
        follow(ctx, open, |told| inbox_event(told)).await
    }
}
