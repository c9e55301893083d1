//! How long events are kept: by type, and never less than the slowest subscriber needs.
//!
//! Owns: the rules and the walk over topics that deletes. Deleted numbers leave gaps, which `Head::trimmed` tells.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Clock, Failure, Timestamp, Topic};

use crate::subscriber::passed::Passed;
use crate::subscriber::registered::{Interest, interests};
use crate::{Keys, Read, ReadTx, Stop, Store, params, statements};

/// How many topics one step looks at.
const TOPICS_PER_STEP: i64 = 200;
/// How many events of a topic one read looks at.
const EVENTS_PER_LOOK: i64 = 1_000;

statements! {
    /// Topics in order of their names.
    TOPICS = "SELECT id FROM topic WHERE id > $1 ORDER BY id LIMIT $2";
    /// When the first event of a topic that is kept happened.
    FIRST = "SELECT occurred_at FROM event WHERE topic = $1 ORDER BY sequence LIMIT 1";
    /// Old events of a topic.
    OLD = "SELECT sequence, kind, occurred_at FROM event
        WHERE topic = $1 AND sequence > $2 AND occurred_at < $3 ORDER BY sequence LIMIT $4";
    /// How far each subscriber is.
    POSITIONS = "SELECT subscriber, position FROM store_position WHERE topic = $1";
    /// A run of events.
    DELETE = "DELETE FROM event WHERE topic = $1 AND sequence >= $2 AND sequence <= $3";
    /// Up to where events are missing.
    TRIMMED = "INSERT INTO store_trim (topic, through) VALUES ($1, $2) ON CONFLICT (topic) DO UPDATE SET through =
        CASE WHEN excluded.through > store_trim.through THEN excluded.through ELSE store_trim.through END";
}

/// How long events are kept, by type.
#[derive(Debug, Clone)]
pub struct Retention {
    /// Types without a rule of their own.
    pub otherwise: Duration,
    /// Rules by type, such as `streaming.tip.received`.
    pub by_kind: HashMap<&'static str, Duration>,
}

impl Default for Retention {
    /// Ninety days, whatever the type.
    fn default() -> Self {
        Self { otherwise: Duration::from_hours(90 * 24), by_kind: HashMap::new() }
    }
}

impl Retention {
    fn of(&self, kind: &str) -> Duration {
        self.by_kind.get(kind).copied().unwrap_or(self.otherwise)
    }

    fn shortest(&self) -> Duration {
        self.by_kind.values().copied().fold(self.otherwise, Duration::min)
    }
}

/// A walk over all topics, a few at a step.
pub(crate) struct Trimmer {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) retention: Arc<Retention>,
    /// The last topic of the previous step; empty at the beginning of a walk.
    pub(crate) after: String,
}

impl Trimmer {
    /// Trims the next few topics; `true` when the walk has reached its end and begins anew.
    pub(crate) async fn step(&mut self) -> Result<bool, Failure> {
        let (after, now) = (self.after.clone(), self.clock.now());
        let old = now.minus(self.retention.shortest());
        let look = move |read: &mut ReadTx<'_>| {
            let rows = read.rows(TOPICS, params![&after, TOPICS_PER_STEP])?;
            let topics = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<Topic>, _>>()?;
            let last = topics.last().map(|last| last.as_str().to_owned());
            let mut begun_before = Vec::new();
            for topic in topics {
                if is_older(read, &topic, old)? {
                    begun_before.push(topic);
                }
            }
            Ok((begun_before, last, interests(read, now)?))
        };
        let (topics, last, interests) = self.store.read("list_topics_to_trim", look).await?;
        let is_over = last.is_none();
        self.after = last.unwrap_or_default();
        let interests = Arc::new(interests);
        for topic in &topics {
            self.trim(topic, &interests, now).await?;
        }
        Ok(is_over)
    }

    async fn trim(&self, topic: &Topic, interests: &Arc<Vec<Interest>>, now: Timestamp) -> Result<(), Failure> {
        let mut after = 0;
        loop {
            let (here, interests, rules) = (topic.clone(), interests.clone(), self.retention.clone());
            let look = move |read: &mut ReadTx<'_>| plan(read, &here, after, &interests, &rules, now);
            let Plan { runs, next } = self.store.read("plan_trim", look).await?;
            if let Some(&(_, through)) = runs.last() {
                let here = topic.clone();
                let delete = move |tx: &mut crate::Tx<'_>| {
                    for &(first, last) in &runs {
                        tx.run(DELETE, params![&here, first, last])?;
                    }
                    tx.run(TRIMMED, params![&here, through])
                };
                self.store.write("trim_events", Keys::none(), delete).await?;
            }
            match next {
                Some(next) => after = next,
                None => return Ok(()),
            }
        }
    }
}

impl Store {
    /// Trims every topic now, as the workers do bit by bit.
    ///
    /// # Errors
    /// When the database fails; what was trimmed until then stays so.
    pub async fn trim_events(&self, retention: &Retention) -> Result<(), Failure> {
        let retention = Arc::new(retention.clone());
        let mut trimmer = Trimmer { store: self.clone(), clock: self.clock().clone(), retention, after: String::new() };
        while !trimmer.step().await? {}
        Ok(())
    }
}

/// Whether a topic has an event from before a moment: the first one is, if any is, since times run with the numbers.
fn is_older(read: &mut ReadTx<'_>, topic: &Topic, than: Timestamp) -> Result<bool, Stop> {
    let first = read.optional(FIRST, params![topic])?.map(|row| row.get::<Timestamp>(0)).transpose()?;
    Ok(first.is_some_and(|first| first < than))
}

/// What may go.
struct Plan {
    /// First and last number of runs without a gap.
    runs: Vec<(i64, i64)>,
    /// Where to look on, when there is more.
    next: Option<i64>,
}

fn plan(read: &mut ReadTx<'_>, topic: &Topic, after: i64, interests: &[Interest], rules: &Retention, now: Timestamp) -> Result<Plan, Stop> {
    let rows = read.rows(OLD, params![topic, after, now.minus(rules.shortest()), EVENTS_PER_LOOK])?;
    if rows.is_empty() {
        return Ok(Plan { runs: Vec::new(), next: None });
    }
    let positions = read.rows(POSITIONS, params![topic])?;
    let positions = positions.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<HashMap<String, i64>, Stop>>()?;
    let passed = Passed::load(read, topic)?;
    let seen = |interest: &Interest| positions.get(&interest.name).copied().unwrap_or(0).max(passed.by(&interest.name));
    let mut runs: Vec<(i64, i64)> = Vec::new();
    let mut next = None;
    for row in &rows {
        let (sequence, kind, at): (i64, String, Timestamp) = (row.get(0)?, row.get(1)?, row.get(2)?);
        next = Some(sequence);
        let waits = |interest: &&Interest| interest.wants(&kind);
        let seen_by_all = interests.iter().filter(waits).all(|interest| seen(interest) >= sequence);
        if !seen_by_all || at >= now.minus(rules.of(&kind)) {
            continue;
        }
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == sequence => *last = sequence,
            _ => runs.push((sequence, sequence)),
        }
    }
    let full = i64::try_from(rows.len()).unwrap_or(i64::MAX) == EVENTS_PER_LOOK;
    Ok(Plan { runs, next: next.filter(|_| full) })
}
