//! Opens what a subscription follows.

use footlights_base::{ErrorKind, Failure, Rejection, Topic};
use footlights_realtime::{Audience, Join, Told};
use footlights_store::{ReadTx, Stop};
use footlights_surface::Caller;
use footlights_surface::graphql::{Follow, Long, Until};
use serde_json::Value;

use super::event::StateBody;
use crate::Parlor;
use crate::events::{ROOM_PURGED, gone, room_topic};
use crate::model::RoomId;
use crate::presence::{Following, OWN_INBOX, PARTICIPANTS};
use crate::usecase::follow_room::room_state;

/// From where, as the client says it: epoch and number.
pub(super) type Since = (Option<i64>, Option<i64>);

/// Who asks whom; both are there unless somebody forgot to sign in.
type Asked = (Option<Parlor>, Option<Caller>);

pub(super) fn since(after_sequence: Option<Long>, epoch: Option<Long>) -> Since {
    (epoch.map(|Long(epoch)| epoch), after_sequence.map(|Long(after)| after))
}

fn join(topic: Topic, audience: Audience, since: Since) -> Join {
    let join = Join::new(topic, audience);
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
    let tenant = caller.tenant;
    let state = move |read: &mut ReadTx<'_>| match room_state(read, tenant, id)? {
        Some(state) => serde_json::to_value(StateBody::from(state)).map_err(Stop::broken),
        None => Ok(Value::Null),
    };
    let (_, feed) = parlor.listen(caller.account, join(room_topic(id), PARTICIPANTS, since).snapshot(state)).await?;
    // Whoever was put out while the feed was opened must not hear of it.
    parlor.follow_room(&caller, id).await?;
    let following = parlor.follows(&caller, id);
    Ok(Follow { feed, audience: PARTICIPANTS.0, until: Some(put_out(&caller, following)) })
}

pub(super) async fn inbox(asked: Asked, since: Since) -> Result<Follow, Failure> {
    let (parlor, caller) = let_in(asked)?;
    let (_, feed) = parlor.listen(caller.account, join(parlor.follow_inbox(&caller)?, OWN_INBOX, since)).await?;
    Ok(Follow { feed, audience: OWN_INBOX.0, until: None })
}

/// Whether this follower was put out or has left, or the room is gone. Lives as long as they follow.
fn put_out(caller: &Caller, following: Option<Following>) -> Until {
    let account = caller.account;
    Box::new(move |told| {
        let _held = &following;
        let Told::Event(event) = told else { return false };
        &*event.kind == ROOM_PURGED || gone(event) == Some(account)
    })
}
