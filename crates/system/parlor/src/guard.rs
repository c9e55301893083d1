//! Who may follow the topic of a room from outside: whoever may follow it inside.

use footlights_base::{BoxFuture, Event, Failure, Rejection, Topic};
use footlights_identity::{Hold, Sight, TopicGuard};
use footlights_surface::Caller;

use crate::Parlor;
use crate::events::{PARTICIPANT_UNBANNED, ROOM_PURGED, gone};

/// Guards `room:ID`.
pub struct RoomGuard(pub Parlor);

impl TopicGuard for RoomGuard {
    fn kind(&self) -> &'static str {
        "room"
    }

    fn admit<'a>(&'a self, caller: &'a Caller, topic: &'a Topic) -> BoxFuture<'a, Result<Sight, Failure>> {
        Box::pin(async move {
            let id = topic.id().parse().map_err(|_| Rejection::not_found("topic"))?;
            self.0.follow_room(caller, id).await?;
            Ok(Sight::Public)
        })
    }

    fn follows(&self, caller: &Caller, topic: &Topic) -> Option<Hold> {
        let following = self.0.follows(caller, topic.id().parse().ok()?)?;
        Some(Box::new(following))
    }

    /// Lifted bans are told to no client.
    fn is_public(&self, event: &Event) -> bool {
        &*event.kind != PARTICIPANT_UNBANNED
    }

    /// Whoever was put out or has left hears nothing more, and nobody of a room that is gone.
    fn ends(&self, caller: &Caller, event: &Event) -> bool {
        &*event.kind == ROOM_PURGED || gone(event) == Some(caller.account)
    }
}
