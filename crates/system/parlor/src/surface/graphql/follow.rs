//! Opens what a subscription follows.

use footlights_base::{ErrorKind, Failure, Rejection, Topic};
use footlights_realtime::{Audience, Join, Told};
use footlights_surface::Caller;
use footlights_surface::graphql::{Follow, Long, Until};

use crate::Parlor;
use crate::events::{PARTICIPANT_LEFT, PARTICIPANT_REMOVED, ROOM_PURGED, inbox_topic, room_topic};
use crate::model::RoomId;

/// From where, as the client says it: epoch and number.
pub(super) type Since = (Option<i64>, Option<i64>);

/// Who asks whom; both are there unless somebody forgot to sign in.
type Asked = (Option<Parlor>, Option<Caller>);

pub(super) fn since(after_sequence: Option<Long>, epoch: Option<Long>) -> Since {
    (epoch.map(|Long(epoch)| epoch), after_sequence.map(|Long(after)| after))
}

fn join(topic: Topic, since: Since) -> Join {
    let join = Join::new(topic, Audience(0));
    match since {
        (Some(_), Some(_)) => join.since(since.0, since.1),
        (None, Some(after)) => join.after(after),
        (_, None) => join,
    }
}

fn let_in((parlor, caller): Asked) -> Result<(Parlor, Caller), Failure> {
    let nobody = || Rejection::new(ErrorKind::Unauthenticated, "unauthenticated", "Sign in first, or send a token that counts.");
    Ok((parlor.ok_or_else(nobody)?, caller.ok_or_else(nobody)?))
}

pub(super) async fn room(asked: Asked, id: async_graphql::Result<RoomId>, since: Since) -> Result<Follow, Failure> {
    let (parlor, caller) = let_in(asked)?;
    let id = id.map_err(|_| Rejection::not_found("room"))?;
    parlor.follow_room(&caller, id).await?;
    let (_, feed) = parlor.listen(join(room_topic(id), since)).await?;
    // Whoever was put out while the feed was opened must not hear of it.
    parlor.follow_room(&caller, id).await?;
    Ok(Follow { feed, audience: 0, until: Some(put_out(&caller)) })
}

pub(super) async fn inbox(asked: Asked, since: Since) -> Result<Follow, Failure> {
    let (parlor, caller) = let_in(asked)?;
    caller.require_scope("rooms:read")?;
    let (_, feed) = parlor.listen(join(inbox_topic(caller.account), since)).await?;
    Ok(Follow { feed, audience: 0, until: None })
}

/// Whether this follower was put out or has left, or the room is gone.
fn put_out(caller: &Caller) -> Until {
    let own = format!("\"{}\"", caller.account);
    Box::new(move |told| match told {
        Told::Event(event) => match &*event.kind {
            PARTICIPANT_REMOVED | PARTICIPANT_LEFT => event.payload.get().contains(&own),
            kind => kind == ROOM_PURGED,
        },
        _ => false,
    })
}
