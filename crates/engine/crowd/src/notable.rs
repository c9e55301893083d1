//! Viewers as players see them: a random id, a label, what they feel.
//!
//! Owns: who is notable, labels. Does not know: who is real; it may not show (decision 24).

use footlights_base::{SentimentCategory, TrackedViewerType};

use crate::chance::{Purpose, draw, scale};
use crate::crowd::Crowd;
use crate::feeling::category;
use crate::fixed::{ONE, share};
use crate::id::{SessionId, ViewerId};
use crate::real::ANONYMOUS;
use crate::refusal::Refusal;
use crate::rules::Words;
use crate::seats::{REAL_FROM, Seat};
use crate::session::Session;

/// Viewers told of one session at most, whatever the limit asked for.
pub const VIEWERS_MAX: usize = 5_000;

/// A viewer as players see it (seed: `NotableViewer`).
#[derive(Debug, Clone, PartialEq)]
pub struct Viewer {
    /// Random, the same for the session.
    pub viewer: ViewerId,
    /// Such as "Loyal Critic".
    pub label: String,
    /// What makes it notable; every notable viewer has one.
    pub kind: TrackedViewerType,
    /// 0–1.
    pub engagement: f64,
    /// What it feels.
    pub sentiment: SentimentCategory,
    /// Sessions of this streamer it has watched, this one counted.
    pub sessions: u32,
    /// The tick since which it watches.
    pub since: u32,
}

/// What is shown of a seat: its place in the columns, and numbers in which the real ones are like the others.
#[derive(Debug, Clone, Copy)]
struct Shown {
    index: usize,
    luck: u64,
    tracked: bool,
    engagement: u16,
    since: u32,
}

impl Crowd {
    /// The notable viewers of a session, at most as many as configured.
    ///
    /// # Errors
    ///
    /// Unknown session.
    pub fn notables(&self, id: SessionId) -> Result<Vec<Viewer>, Refusal> {
        let session = self.session(self.number_of(id)?);
        // Being engaged opens the door, a draw decides who goes through it: so engagement says nothing about who is tracked.
        let mut shown = self.shown(session, ONE / 5 * 2);
        shown.sort_unstable_by_key(|one| (if one.tracked { one.luck / 8 } else { one.luck }, one.index));
        shown.truncate(self.rules.config.notables as usize);
        Ok(shown.into_iter().map(|one| self.viewer(session, one)).collect())
    }

    /// Up to `limit` viewers of a session, at most [`VIEWERS_MAX`], the most engaged first.
    ///
    /// # Errors
    ///
    /// Unknown session.
    pub fn top_viewers(&self, id: SessionId, limit: usize) -> Result<Vec<Viewer>, Refusal> {
        let session = self.session(self.number_of(id)?);
        let mut shown = self.shown(session, 0);
        shown.sort_unstable_by_key(|one| (std::cmp::Reverse(one.engagement), one.luck, one.index));
        shown.truncate(limit.min(VIEWERS_MAX));
        Ok(shown.into_iter().map(|one| self.viewer(session, one)).collect())
    }

    /// The seats from some engagement on. A real member shows the engagement that has its rank among the simulated ones, and a time since
    /// which it watches that is one of theirs: whatever drives it, in a snapshot it is like them.
    fn shown(&self, session: &Session, from: u16) -> Vec<Shown> {
        let (mut simulated, mut real) = (Vec::new(), Vec::new());
        for (index, (engagement, ticket)) in session.seats.engagements().zip(&session.seats.tickets).enumerate() {
            if engagement < from {
                continue;
            }
            let luck = draw(self.rules.config.seed, session.key() ^ u64::from(ticket.member), 0, Purpose::Kind);
            let tracked = session.real.find(ticket.member).is_some_and(|real| real.kind != ANONYMOUS);
            let shown = Shown { index, luck, tracked, engagement, since: ticket.joined };
            if ticket.member < REAL_FROM { simulated.push(shown) } else { real.push(shown) }
        }
        if !simulated.is_empty() {
            let mut levels: Vec<u16> = simulated.iter().map(|one| one.engagement).collect();
            let mut times: Vec<u32> = simulated.iter().map(|one| one.since).collect();
            levels.sort_unstable();
            times.sort_unstable();
            real.sort_unstable_by_key(|one| (one.engagement, one.luck));
            let among = real.len() as u64;
            for (rank, one) in real.iter_mut().enumerate() {
                let quantile = ((rank as u64) << 16 | (one.luck & 0xFFFF)) / among;
                one.engagement = levels[((quantile * levels.len() as u64) >> 16) as usize];
                one.since = times[scale(one.luck.rotate_left(40), times.len() as u32) as usize];
            }
        }
        simulated.append(&mut real);
        simulated
    }

    fn viewer(&self, session: &Session, shown: Shown) -> Viewer {
        let seat = session.seats.at(shown.index);
        let real = session.real.find(seat.member);
        let streamer = &self.streamers[session.streamer as usize];
        let sessions = match real {
            Some(real) => real.sessions,
            None => streamer.follower(seat.member).map_or(1, |follower| follower.attended + 1),
        };
        let kind = match real.map(|real| real.kind).filter(|&kind| kind != ANONYMOUS) {
            Some(kind) => TrackedViewerType::ALL[usize::from(kind).min(5)],
            None => kind_like_theirs(session, shown.luck),
        };
        Viewer {
            viewer: self.viewer_of(session, seat.member),
            label: label(&self.rules.words, &seat, shown.luck),
            kind,
            engagement: share(shown.engagement),
            sentiment: category(seat.feeling),
            sessions,
            since: shown.since,
        }
    }
}

/// A kind for somebody who is not tracked: drawn as often as among those who are, or as usual where nobody is.
fn kind_like_theirs(session: &Session, luck: u64) -> TrackedViewerType {
    const USUAL: [u32; 6] = [60, 6, 2, 8, 14, 10];
    let mut weights = [0u32; 6];
    for real in session.real.members.iter().filter(|real| real.kind != ANONYMOUS) {
        weights[usize::from(real.kind.min(5))] += 1;
    }
    if weights.iter().sum::<u32>() == 0 {
        weights = USUAL;
    }
    let mut ball = scale(luck.rotate_left(24), weights.iter().sum());
    for (kind, weight) in weights.into_iter().enumerate() {
        if ball < weight {
            return TrackedViewerType::ALL[kind];
        }
        ball -= weight;
    }
    TrackedViewerType::Subscriber
}

/// A personality and what it feels, or one of its interests where the feeling says little.
fn label(words: &Words, seat: &Seat, luck: u64) -> String {
    let first = pick(seat.traits, luck).and_then(|bit| words.personalities.get(bit));
    let first = first.map_or("Silent", |one| if one.label.is_empty() { &one.name } else { &one.label });
    let second = match category(seat.feeling) {
        SentimentCategory::Critical => "Critic",
        SentimentCategory::Hostile => "Heckler",
        SentimentCategory::Supportive => "Supporter",
        SentimentCategory::Bored => "Onlooker",
        _ => pick(seat.interests, luck >> 8)
            .and_then(|bit| words.interests.get(bit))
            .map_or("Viewer", |one| if one.label.is_empty() { &one.name } else { &one.label }),
    };
    format!("{first} {second}")
}

/// One of the bits of a set.
fn pick(bits: u16, luck: u64) -> Option<usize> {
    let nth = scale(luck << 32, bits.count_ones());
    (0..16).filter(|bit| bits >> bit & 1 == 1).nth(nth as usize)
}
