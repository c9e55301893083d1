//! Joining a topic: ask to subscribe first, then read where it stands, then let the frames begin. What came in between is made up
//! for when they begin.

use std::sync::Arc;

use footlights_base::{ErrorKind, Failure, Rejection};
use tokio::sync::oneshot;

use crate::inbox::{Footing, Message, Release};
use crate::log::Stand;
use crate::{Join, Joined, Socket, readings};

/// See [`Socket::join`].
pub(crate) async fn join(socket: &Socket, join: Join) -> Result<Joined, Failure> {
    let (footing, stand) = match (join.last, &join.snapshot) {
        // Whoever begins afresh needs the state whatever the loop thread says: both are waited for together.
        (None, Some(state)) => {
            let key = (join.topic.clone(), socket.0.seat.link.namespace, join.audience);
            let (footing, stand) =
                tokio::join!(subscribe(socket, &join), readings::read(&socket.0.shared, key, state.clone(), join.crowds));
            (footing?, Some(stand))
        }
        _ => (subscribe(socket, &join).await?, None),
    };
    let (joined, release) = match footing {
        Footing::Hot(joined) => {
            // What is missing is in the hot history: the loop thread replays it from where the client stood.
            let from = if joined.recovered { join.last.map_or(joined.sequence, |(_, sequence)| sequence) } else { joined.sequence };
            let release = Release {
                seat: socket.0.seat,
                topic: join.topic,
                epoch: joined.epoch,
                sequence: from,
                missing: Vec::new(),
                snapshot: None,
                lost: false,
            };
            (joined, release)
        }
        Footing::Read => read(socket, join, stand).await?,
        Footing::Gone => return Err(Rejection::new(ErrorKind::Unavailable, "disconnected", "The socket is gone.").into()),
        Footing::TooMany => {
            return Err(Rejection::new(
                ErrorKind::Conflict,
                "too_many_topics",
                "This socket follows as many topics as one may; leave some.",
            )
            .into());
        }
    };
    let now = socket.marks(|marks| match &mut marks.held {
        Some(held) => {
            held.push(release);
            None
        }
        None => Some(release),
    });
    if let Some(release) = now {
        socket.send(Message::Release(release));
    }
    Ok(joined)
}

async fn subscribe(socket: &Socket, join: &Join) -> Result<Footing, Failure> {
    let (reply, footing) = oneshot::channel();
    let message = Message::Follow {
        seat: socket.0.seat,
        topic: join.topic.clone(),
        audience: join.audience,
        last: join.last,
        snapshot: join.snapshot.is_some(),
        reply,
    };
    socket.send(message);
    // A loop thread that ends drops the question: the socket is gone with it.
    Ok(footing.await.unwrap_or(Footing::Gone))
}

async fn read(socket: &Socket, join: Join, stand: Option<Result<Arc<Stand>, Failure>>) -> Result<(Joined, Release), Failure> {
    let read = match stand {
        Some(stand) => stand,
        None => socket.0.shared.log.stand(join.topic.clone(), join.last, join.snapshot).await.map(Arc::new),
    };
    let stand = match read {
        Ok(stand) => stand,
        Err(failure) => {
            socket.leave(&join.topic);
            return Err(failure);
        }
    };
    let joined = Joined { topic: join.topic.clone(), epoch: stand.epoch, sequence: stand.sequence, recovered: stand.recovered };
    let release = Release {
        seat: socket.0.seat,
        topic: join.topic,
        epoch: stand.epoch,
        sequence: stand.sequence,
        missing: stand.missing.clone(),
        snapshot: stand.snapshot.clone(),
        lost: false,
    };
    Ok((joined, release))
}
