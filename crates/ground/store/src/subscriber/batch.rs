//! One topic and the subscribers that have news there: the next few events of all of them in one transaction, or of each alone,
//! or one by one, when that fails. Knows no schedule: it answers when to look again.
//!
//! Together, because a fact that seven subscribers follow costs one transaction and not seven; apart, because a failing one holds
//! up nobody but itself.

use std::sync::Arc;

use footlights_base::{Chance, Clock, Envelope, ErrorKind, Event, Failure, Timestamp, Topic};

use super::Subscriber;
use super::fresh::Fresh;
use super::passed::Passed;
use super::position::{POSITION_MOVED, Place, Position};
use super::turns::Turns;
use crate::dead_letter::{self, DeadLetterId, Source};
use crate::log::{KINDS_MAX, LogPage, events_of_kinds};
use crate::{Keys, ReadTx, Stop, Store, Tx};

/// How many events of a topic are handled in one transaction at most.
pub(super) const EVENTS_PER_BATCH: u32 = 64;

/// When to look at this place again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing wanted is left up to this number, and whether the position says so.
    Clear { through: i64, saved: bool },
    /// At once: there may be more.
    More,
    /// At once, behind this number: up to there nothing was wanted.
    Passed { through: i64 },
    /// At this moment: an event failed and waits.
    Held(Timestamp),
    /// A little later: the database did not answer.
    Away,
}

/// One subscriber of the topic.
pub(crate) struct Member {
    /// Its place in the list of all.
    pub(crate) index: usize,
    pub(crate) subscriber: Arc<dyn Subscriber>,
    /// Up to here nothing is left for it, as far as this node remembers.
    pub(crate) seen: i64,
    /// Where its position stands, if this node remembers.
    pub(crate) saved: Option<i64>,
}

/// What handling stands on.
pub(crate) struct Handling {
    pub(crate) store: Store,
    pub(crate) members: Vec<Member>,
    pub(crate) topic: Topic,
    /// What was committed here since the last time, if it is all known.
    pub(crate) fresh: Option<Fresh>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
}

/// What a subscriber has before it. Cheap to clone.
#[derive(Clone)]
struct Share {
    index: usize,
    subscriber: Arc<dyn Subscriber>,
    place: Place,
    position: Position,
    events: Vec<Event>,
    /// Where its position may stand afterwards: behind the last of these events there is nothing it wants.
    end: i64,
    /// Whether there may be more behind it.
    full: bool,
}

/// How a transaction with events ended.
enum Tried {
    Done,
    /// Another node was faster.
    Moved,
    /// The database did not answer: not the event's fault.
    Away,
    Failed(String),
}

impl Handling {
    /// Handles the next events; says for each subscriber, by its index, when to look again.
    pub(crate) async fn run(self) -> Vec<(usize, Outcome)> {
        let looked = match self.remember() {
            Some(shares) => Ok(shares),
            None => self.look().await,
        };
        let shares = match looked {
            Ok(shares) => shares,
            Err(failure) => {
                tracing::warn!(topic = %self.topic, %failure, "reading events failed");
                return self.members.iter().map(|member| (member.index, Outcome::Away)).collect();
            }
        };
        let now = self.clock.now();
        let mut outcomes = Vec::with_capacity(shares.len());
        let mut ready = Vec::with_capacity(shares.len());
        for share in shares {
            match share.rests(now) {
                Some(outcome) => outcomes.push((share.index, outcome)),
                None => ready.push(share),
            }
        }
        // One that has failed before goes alone, so that it fails alone.
        let (well, failing): (Vec<Share>, Vec<Share>) = ready.into_iter().partition(|share| share.position.attempts == 0);
        if well.len() > 1 {
            outcomes.extend(self.together(well).await);
        } else {
            outcomes.extend(self.each(well).await);
        }
        outcomes.extend(self.each(failing).await);
        outcomes
    }

    /// What is to be done without a look into the database, when this node did all that happened lately.
    fn remember(&self) -> Option<Vec<Share>> {
        let fresh = self.fresh.as_ref()?;
        let share = |member: &Member| {
            let position = Position::standing(member.saved?);
            let wants = |event: &&Event| event.sequence > member.seen && is_for(&*member.subscriber, event);
            fresh.reaches_back_to(member.seen).then(|| Share {
                index: member.index,
                subscriber: member.subscriber.clone(),
                place: Place { subscriber: member.subscriber.name(), topic: self.topic.clone() },
                position,
                events: fresh.events().filter(wants).cloned().collect(),
                end: fresh.through().max(member.seen),
                full: false,
            })
        };
        self.members.iter().map(share).collect()
    }

    /// Reads where everybody stands and what comes next, in one transaction.
    async fn look(&self) -> Result<Vec<Share>, Failure> {
        let members: Vec<(usize, Arc<dyn Subscriber>, i64)> =
            self.members.iter().map(|member| (member.index, member.subscriber.clone(), member.seen)).collect();
        let topic = self.topic.clone();
        let kinds = wanted(&self.members);
        let look = move |read: &mut ReadTx<'_>| {
            let mut places = Vec::with_capacity(members.len());
            let passed = Passed::load(read, &topic)?;
            for (index, subscriber, seen) in &members {
                let place = Place { subscriber: subscriber.name(), topic: topic.clone() };
                let position = place.load(read)?;
                places.push((*index, subscriber.clone(), place, position, position.at.max(*seen).max(passed.by(subscriber.name()))));
            }
            let after = places.iter().map(|(.., after)| *after).min().unwrap_or_default();
            let page = events_of_kinds(read, &topic, after, EVENTS_PER_BATCH, &kinds)?;
            let full = page.events.len() == EVENTS_PER_BATCH as usize;
            // Behind the last wanted event there is none up to the head, so that positions may stand there.
            let end = if full { page.events.last().map_or(0, |last| last.sequence) } else { page.head.last };
            let share = |(index, subscriber, place, position, after)| Share {
                events: of_interest(&page, &subscriber, after),
                index,
                subscriber,
                place,
                position,
                end: end.max(after),
                full,
            };
            Ok(places.into_iter().map(share).collect())
        };
        self.store.read("next_events", look).await
    }

    /// All shares in one transaction, event by event; each alone if that fails.
    async fn together(&self, shares: Vec<Share>) -> Vec<(usize, Outcome)> {
        match self.transact(shares.clone()).await {
            Tried::Done => shares.iter().map(|share| (share.index, share.finished())).collect(),
            Tried::Away => shares.iter().map(|share| (share.index, Outcome::Away)).collect(),
            // One of them is at fault, or was handled elsewhere: alone each shows whether it is.
            Tried::Moved | Tried::Failed(_) => self.each(shares).await,
        }
    }

    async fn each(&self, shares: Vec<Share>) -> Vec<(usize, Outcome)> {
        let mut outcomes = Vec::with_capacity(shares.len());
        for share in shares {
            outcomes.push((share.index, self.alone(share).await));
        }
        outcomes
    }

    /// The events of one subscriber in one transaction, or one by one if that fails.
    async fn alone(&self, share: Share) -> Outcome {
        if share.position.attempts == 0 && share.events.len() > 1 {
            match self.transact(vec![share.clone()]).await {
                Tried::Done => return share.finished(),
                Tried::Moved => return Outcome::More,
                Tried::Away => return Outcome::Away,
                Tried::Failed(_) => {}
            }
        }
        let mut position = share.position;
        for event in &share.events {
            let single = Share { position, events: vec![event.clone()], end: event.sequence, ..share.clone() };
            match self.transact(vec![single.clone()]).await {
                Tried::Done => position = position.moved_to(event.sequence),
                Tried::Moved => return Outcome::More,
                Tried::Away => return Outcome::Away,
                Tried::Failed(said) => return self.failed(&single, event, said).await,
            }
        }
        // One by one the position stands at the last wanted event, not at the end.
        if share.full { Outcome::More } else { Outcome::Clear { through: share.end, saved: position.at == share.end } }
    }

    /// The positions and the effects of these events, in one transaction.
    async fn transact(&self, shares: Vec<Share>) -> Tried {
        let name = if let [only] = &shares[..] { only.subscriber.name() } else { "follow_events" };
        let mut turns = Turns::default();
        in_turn(&shares).into_iter().for_each(|(share, event)| turns.add(&share.subscriber, Arc::new(event.clone())));
        let (keys, turns) = (turns.keys(), Arc::new(turns));
        let handled = turns.clone();
        let run = move |tx: &mut Tx<'_>| {
            shares.iter().try_for_each(|share| share.place.advance(tx, share.position, share.end))?;
            turns.handle(tx).map_err(|missed| missed.stop)
        };
        match self.store.write(name, keys, run).await {
            Ok(()) => {
                handled.count();
                Tried::Done
            }
            Err(Failure::Rejected(refusal)) if refusal.code == POSITION_MOVED => Tried::Moved,
            Err(failure) if failure.kind() == ErrorKind::Unavailable => Tried::Away,
            Err(failure) => Tried::Failed(failure.to_string()),
        }
    }

    /// Counts the failed try; after the last one the event becomes a dead letter and the topic goes on.
    async fn failed(&self, share: &Share, event: &Event, said: String) -> Outcome {
        let position = share.position;
        let (now, attempt, retry) = (self.clock.now(), position.attempts + 1, share.subscriber.retry());
        let (name, topic, sequence) = (share.subscriber.name(), &event.topic, event.sequence);
        metrics::counter!("footlights_subscriber_failures_total", "subscriber" => name).increment(1);
        let (written, next) = if retry.is_last(attempt) {
            tracing::error!(subscriber = name, %topic, sequence, attempt, error = said, "an event became a dead letter");
            (self.bury(share, event, said, attempt, now).await, Outcome::More)
        } else {
            tracing::warn!(subscriber = name, %topic, sequence, attempt, error = said, "an event failed and is tried again");
            let retry_at = now.plus(retry.pause(attempt, &self.chance));
            let place = share.place.clone();
            let count = move |tx: &mut Tx<'_>| place.failed(tx, position, retry_at, &said);
            (self.store.write("count_failed_event", Keys::none(), count).await, Outcome::Held(retry_at))
        };
        match written {
            Ok(()) => next,
            // Another node has counted or handled it.
            Err(Failure::Rejected(_)) => Outcome::More,
            Err(Failure::Broken(_)) => Outcome::Away,
        }
    }

    async fn bury(&self, share: &Share, event: &Event, said: String, attempts: u32, at: Timestamp) -> Result<(), Failure> {
        let (place, position, id) = (share.place.clone(), share.position, DeadLetterId::new(&*self.clock, &self.chance));
        let content = serde_json::to_string(&Envelope::from(event)).expect("an envelope is plain");
        let sequence = event.sequence;
        let bury = move |tx: &mut Tx<'_>| -> Result<(), Stop> {
            place.advance(tx, position, sequence)?;
            let key = place.topic.as_str();
            let (source, name) = (Source::Subscriber, place.subscriber);
            dead_letter::bury(tx, &dead_letter::Burial { id, source, name, key, content: &content, error: &said, attempts, at })
        };
        self.store.write("bury_event", Keys::none(), bury).await
    }
}

impl Share {
    /// When to look again if there is nothing to do now.
    fn rests(&self, now: Timestamp) -> Option<Outcome> {
        if self.events.is_empty() {
            let saved = self.position.at >= self.end;
            return Some(if self.full { Outcome::Passed { through: self.end } } else { Outcome::Clear { through: self.end, saved } });
        }
        self.position.retry_at.filter(|at| *at > now).map(Outcome::Held)
    }

    fn finished(&self) -> Outcome {
        if self.full { Outcome::More } else { Outcome::Clear { through: self.end, saved: true } }
    }
}

/// The kinds that any of these wants; none when one wants all, or when they are more than one question can name.
fn wanted(members: &[Member]) -> Vec<&'static str> {
    if members.iter().any(|member| member.subscriber.kinds().is_empty()) {
        return Vec::new();
    }
    let mut kinds: Vec<&'static str> = members.iter().flat_map(|member| member.subscriber.kinds().iter().copied()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() > KINDS_MAX { Vec::new() } else { kinds }
}

/// What of a page a subscriber that stands at `after` wants.
fn of_interest(page: &LogPage, subscriber: &Arc<dyn Subscriber>, after: i64) -> Vec<Event> {
    let wants = |event: &&Event| event.sequence > after && is_for(&**subscriber, event);
    page.events.iter().filter(wants).cloned().collect()
}

/// Whether a subscriber wants an event.
fn is_for(subscriber: &dyn Subscriber, event: &Event) -> bool {
    let kinds = subscriber.kinds();
    (kinds.is_empty() || kinds.contains(&&*event.kind)) && subscriber.listens(event)
}

/// Each event with everybody who wants it, before the next one.
fn in_turn(shares: &[Share]) -> Vec<(&Share, &Event)> {
    let mut turns: Vec<_> = shares.iter().flat_map(|share| share.events.iter().map(move |event| (share, event))).collect();
    // Stable: of one event the subscribers stay in their order.
    turns.sort_by_key(|(_, event)| event.sequence);
    turns
}
