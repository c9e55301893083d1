//! Keeps the link that listens: subscribes to what this node wants to hear, and starts over when it has gone quiet.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt as _;
use redis::RedisResult;
use tokio::time::timeout;

use super::keeper::Backoff;
use super::node::Shared;
use crate::health::Part;

pub(super) async fn listen(shared: Arc<Shared>) {
    let mut backoff = Backoff::new();
    loop {
        let why = match serve(&shared, &mut backoff).await {
            Ok(why) => why.to_owned(),
            Err(error) => format!("Redis does not let us listen: {error}"),
        };
        shared.channels.let_go();
        shared.board.report(Part::Bus, Err(why), shared.clock.now());
        backoff.wait(&shared).await;
    }
}

/// Listens until the link breaks or has been quiet for too long; says why.
async fn serve(shared: &Shared, backoff: &mut Backoff) -> RedisResult<&'static str> {
    let (mut sink, mut messages) = shared.place.listen().await?.split();
    let beat = shared.channel(&format!("beat:{}", shared.node));
    sink.subscribe(&beat).await?;
    let mut held: HashSet<Arc<str>> = HashSet::new();
    // Whoever listened already, while there was no link, has missed what was said meanwhile.
    let mut first = true;
    loop {
        let wanted: HashSet<Arc<str>> = shared.channels.names().into_iter().collect();
        for name in wanted.difference(&held) {
            sink.subscribe(&**name).await?;
            shared.channels.hold(name, first);
        }
        for name in held.difference(&wanted) {
            sink.unsubscribe(&**name).await?;
        }
        held = wanted;
        if std::mem::take(&mut first) {
            // A beat at once, so that health does not wait for the next renewal to see that the link holds.
            shared.hurry.notify_one();
        }
        tokio::select! {
            () = shared.channels.changed.notified() => {}
            // Our own beats come by every few seconds; silence means that the link is dead, whatever the socket says.
            message = timeout(shared.settings.dead_after, messages.next()) => match message {
                Ok(Some(message)) => {
                    let channel = message.get_channel_name();
                    if channel == beat {
                        *backoff = Backoff::new();
                        shared.board.report(Part::Bus, Ok(()), shared.clock.now());
                    } else {
                        shared.channels.deliver(channel, &Bytes::copy_from_slice(message.get_payload_bytes()));
                    }
                }
                Ok(None) => return Ok("Redis closed the link we listen on"),
                Err(_) => return Ok("nothing is heard from Redis, not even our own beats"),
            },
        }
    }
}
