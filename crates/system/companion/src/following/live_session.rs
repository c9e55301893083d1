//! What an overlay's socket follows: a creator by her key or her page, and with her whatever session is live.

use footlights_base::{AccountId, Failure};
use footlights_realtime::{Hub, Join, Socket};

use super::seat::OverlaySeat;
use crate::Companion;
use crate::audience::{KEY_HOLDERS, PREVIEWS, VIEWERS};
use crate::events::{creator_topic, session_topic};
use crate::model::SessionId;

/// Leaves everything that was joined before `stays`.
pub(crate) fn leave_all_but(socket: &Socket, stays: Option<SessionId>) {
    if let Some(seat) = socket.state::<OverlaySeat>() {
        let mut place = seat.place();
        let (session, keyed) = (place.session.take(), place.keyed.take());
        drop(place);
        if let Some(session) = session.filter(|session| Some(*session) != stays) {
            socket.leave(&session_topic(session));
        }
        if let Some(keyed) = keyed {
            socket.leave(&creator_topic(keyed.creator));
        }
    }
}

/// From where a socket follows a session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// The session was live before the socket came: its state, then what is newer.
    Now,
    /// The socket was there first: everything, also a tip that was quicker than the following.
    Beginning,
}

/// Follows a session instead of the one before.
pub(crate) async fn follow(companion: &Companion, socket: &Socket, live: SessionId, from: From) -> Result<(), Failure> {
    let Some(seat) = socket.state::<OverlaySeat>() else { return Ok(()) };
    let Some(keyed) = seat.place().keyed else { return Ok(()) };
    let before = seat.place().session.replace(live);
    if before == Some(live) {
        return Ok(());
    }
    if let Some(before) = before {
        socket.leave(&session_topic(before));
    }
    let join = Join::new(session_topic(live), keyed.audience).snapshot(companion.session_snapshot(live, keyed.audience));
    let join = if from == From::Beginning { join.from_the_beginning() } else { join };
    socket.join(join).await.map(drop)
}

/// A creator has gone live: all her overlays on this node follow.
pub(crate) async fn follow_live(companion: &Companion, hub: &Hub, creator: AccountId) {
    let live = match companion.find_active_session(creator).await {
        Ok(Some(live)) => live.id,
        Ok(None) => return,
        Err(failure) => {
            tracing::warn!(%failure, "the live session of an overlay could not be looked up");
            return;
        }
    };
    for audience in [KEY_HOLDERS, PREVIEWS, VIEWERS] {
        for socket in hub.watchers(&creator_topic(creator), audience) {
            if let Err(failure) = follow(companion, &socket, live, From::Beginning).await {
                tracing::debug!(%failure, "an overlay could not follow the session");
            }
        }
    }
}
