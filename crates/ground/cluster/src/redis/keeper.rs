//! Keeps the link for commands: connects, renews this node's key, puts its members again when Redis forgot, starts over when the
//! link breaks; and sends what is published.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use redis::RedisResult;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::link::Link;
use super::node::Shared;
use crate::health::Part;

/// The first wait between two attempts.
const RECONNECT_FIRST: Duration = Duration::from_millis(50);
/// Messages that leave in one flight.
const FLIGHT_MESSAGES_MAX: usize = 256;
/// Places from which a node that is long dead is taken away in one renewal.
const PLACES_AT_ONCE: &[u8] = b"200";
/// Members put again in one flight.
const FLIGHT_MEMBERS_MAX: usize = 500;

/// Waits that grow, with jitter, up to a limit.
pub(super) struct Backoff {
    next: Duration,
}

impl Backoff {
    pub(super) fn new() -> Self {
        Self { next: RECONNECT_FIRST }
    }

    pub(super) async fn wait(&mut self, shared: &Shared) {
        let full = self.next.min(shared.settings.reconnect_within);
        self.next = full.mul_f64(1.8);
        sleep(full.mul_f64(0.5 + shared.chance.unit() / 2.0)).await;
    }
}

pub(super) async fn keep(shared: Arc<Shared>) {
    let mut backoff = Backoff::new();
    loop {
        let error = match shared.place.connect().await {
            Ok(link) => match serve(&shared, &link, &mut backoff).await {
                Err(error) => error,
                Ok(never) => match never {},
            },
            Err(error) => error,
        };
        shared.link.send_replace(None);
        shared.board.report(Part::Commands, Err(format!("Redis does not answer: {error}")), shared.clock.now());
        backoff.wait(&shared).await;
    }
}

/// Renews until the link breaks.
async fn serve(shared: &Shared, link: &Link, backoff: &mut Backoff) -> RedisResult<std::convert::Infallible> {
    let mut due = interval(shared.settings.renew_every);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    shared.state().trust.linked(shared.clock.now());
    loop {
        tokio::select! {
            _ = due.tick() => {}
            () = shared.hurry.notified() => {}
        }
        renew(shared, link).await?;
        *backoff = Backoff::new();
        shared.link.send_if_modified(|held| held.is_none() && held.replace(link.clone()).is_none());
        shared.board.report(Part::Commands, Ok(()), shared.clock.now());
        // It comes round to our own listener: the proof that the bus holds.
        let mut bus = link.bus.clone();
        let beat = shared.channel(&format!("beat:{}", shared.node));
        redis::cmd("PUBLISH").arg(beat).arg("").query_async::<()>(&mut bus).await?;
        shared.beats.send_modify(|beats| *beats += 1);
    }
}

async fn renew(shared: &Shared, link: &Link) -> RedisResult<()> {
    let keys = [&*shared.key("nodes"), &*shared.key("life"), &*shared.key("addresses"), &*shared.key("settled")];
    let (node, fresh) = (shared.node.to_string(), format!("{:016x}", shared.chance.u64()));
    let (dead, address) = (shared.settings.dead_after.as_millis().to_string(), shared.state().address.clone());
    let begin = shared.key("");
    let args = [node.as_bytes(), fresh.as_bytes(), dead.as_bytes(), address.as_bytes(), begin.as_bytes(), PLACES_AT_ONCE];
    let life: String = link.script(&shared.scripts.renew, &keys, &args).await?;
    let put_again = {
        let mut state = shared.state();
        let now = shared.clock.now();
        let other_life = state.trust.lives(&life, now);
        // Whoever counted as dead may have been forgotten.
        let overslept = state.renewed_at.replace(now).is_some_and(|before| now.since(before) >= shared.settings.dead_after);
        std::mem::take(&mut state.behind) || other_life || overslept
    };
    if put_again {
        let done = settle(shared, link, &life).await;
        if done.is_err() {
            shared.state().behind = true;
        }
        done?;
    }
    Ok(())
}

/// Puts all members of this node again and says so.
async fn settle(shared: &Shared, link: &Link, life: &str) -> RedisResult<()> {
    let (members, removed) = shared.state().own.all();
    for flight in removed.chunks(FLIGHT_MEMBERS_MAX) {
        let mut pipe = redis::pipe();
        for (place, member) in flight {
            pipe.hdel(shared.at(place), shared.field(member)).ignore();
        }
        link.pipe(&pipe).await?;
        let mut state = shared.state();
        flight.iter().for_each(|(place, member)| state.own.removed(place, member));
    }
    for flight in members.chunks(FLIGHT_MEMBERS_MAX) {
        let mut pipe = redis::pipe();
        for (place, member, value) in flight {
            pipe.hset(shared.at(place), shared.field(member), &**value).ignore();
            pipe.sadd(shared.places(), &**place).ignore();
        }
        link.pipe(&pipe).await?;
    }
    let mut pipe = redis::pipe();
    pipe.hset(shared.key("settled"), shared.node.to_string(), life).ignore();
    link.pipe(&pipe).await
}

/// Sends what is published, as many messages in a flight as wait. Without a link they are dropped: listeners hear of a gap.
pub(super) async fn send(shared: Arc<Shared>, mut waiting: mpsc::Receiver<(Box<str>, Bytes)>) {
    let mut flight = Vec::with_capacity(FLIGHT_MESSAGES_MAX);
    while waiting.recv_many(&mut flight, FLIGHT_MESSAGES_MAX).await > 0 {
        let link = shared.link.borrow().clone();
        let sent = match link {
            Some(mut link) => {
                let mut pipe = redis::pipe();
                for (channel, message) in &flight {
                    pipe.publish(&**channel, &**message).ignore();
                }
                pipe.query_async::<()>(&mut link.bus).await.is_ok()
            }
            None => false,
        };
        if !sent {
            metrics::counter!("cluster_publish_dropped_total").increment(flight.len() as u64);
            shared.hurry.notify_one();
        }
        flight.clear();
    }
}
