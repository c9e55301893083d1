//! What the tests of durable work share: a table of effects, a subscriber and a job handler that leave traces there.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use footlights_base::{BoxFuture, ErrorKind, Event, EventId, NewEvent, Rejection, TenantId, Topic};
use footlights_store::{
    Job, JobError, JobHandler, JobId, Keys, Migrations, NewJob, Read, ReadTx, Retry, Step, Stop, Subscriber, Tx, Workers, params,
    statements,
};
use footlights_testkit::World;
use tokio_util::sync::CancellationToken;

/// The tables of these tests.
pub(crate) const TRIAL: &[Migrations] = &[Migrations {
    system: "trial",
    steps: &[Step {
        version: 1,
        name: "effects",
        // Nothing unique: an effect that happened twice is there twice.
        sql: "CREATE TABLE trial_effect (who {text} NOT NULL, topic {text} NOT NULL, sequence {int} NOT NULL, after {int} NOT NULL, late {bool} NOT NULL);
              CREATE INDEX trial_effect_topic ON trial_effect (who, topic);",
    }],
}];

statements! {
    /// Leaves a trace.
    LEAVE = "INSERT INTO trial_effect (who, topic, sequence, after, late) VALUES ($1, $2, $3, $4, $5)";
    /// The last trace of a topic.
    LAST = "SELECT sequence FROM trial_effect WHERE who = $1 AND topic = $2 AND late = 0 ORDER BY sequence DESC LIMIT 1";
    /// All traces.
    TRACES = "SELECT topic, sequence, after, late FROM trial_effect WHERE who = $1 ORDER BY topic, sequence, late";
    /// Ends every claim, as time would.
    END_CLAIMS = "UPDATE store_job_claim SET until_ms = 0";
    /// Until when the one claim lasts.
    CLAIMED_UNTIL = "SELECT until_ms FROM store_job_claim";
    /// Ends every lease, as time would.
    END_LEASES = "UPDATE store_lease SET until_ms = 0";
}

/// One effect of a subscriber or job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trace {
    pub(crate) topic: String,
    pub(crate) sequence: i64,
    /// The sequence of the effect before it.
    pub(crate) after: i64,
    pub(crate) late: bool,
}

/// All effects of `who`, by topic and sequence.
pub(crate) async fn traces(world: &World, who: &'static str) -> Vec<Trace> {
    let read = move |read: &mut ReadTx<'_>| {
        let rows = read.rows(TRACES, params![who])?;
        rows.iter().map(|row| Ok(Trace { topic: row.get(0)?, sequence: row.get(1)?, after: row.get(2)?, late: row.get(3)? })).collect()
    };
    world.read("traces", read).await.expect("readable")
}

pub(crate) fn leave(tx: &mut Tx<'_>, who: &str, topic: &str, sequence: i64, late: bool) -> Result<(), Stop> {
    let after = tx.optional(LAST, params![who, topic])?.map_or(Ok(0), |row| row.get(0))?;
    tx.run(LEAVE, params![who, topic, sequence, after, late])
}

/// A refusal made up for a test.
pub(crate) fn refusal() -> Rejection {
    Rejection::new(ErrorKind::Conflict, "trial_failure", "This was to fail.")
}

/// A subscriber that leaves a trace per event, after failing as often as it is told.
#[derive(Default)]
pub(crate) struct Tracer {
    /// How often an event of (topic, sequence) fails before it is handled.
    pub(crate) failures: Mutex<HashMap<(String, i64), u32>>,
    /// Events that fail until they are taken out of here.
    pub(crate) stuck: Mutex<HashSet<(String, i64)>>,
    /// How often it panics instead.
    pub(crate) panics: Mutex<HashMap<(String, i64), u32>>,
    /// It does not listen to anything.
    pub(crate) deaf: std::sync::atomic::AtomicBool,
    /// Counts handled events, committed or not.
    pub(crate) handled: tokio::sync::watch::Sender<u64>,
}

pub(crate) const TRACER: &str = "tracer";
pub(crate) const WANTED: &str = "trial.wanted";
pub(crate) const UNWANTED: &str = "trial.unwanted";

impl Tracer {
    fn fails(&self, event: &Event) -> bool {
        let stuck = self.stuck.lock().expect("no test panics while holding it");
        stuck.contains(&(event.topic.to_string(), event.sequence)) || Self::take(&self.failures, event)
    }

    fn take(left: &Mutex<HashMap<(String, i64), u32>>, event: &Event) -> bool {
        let mut left = left.lock().expect("no test panics while holding it");
        match left.get_mut(&(event.topic.to_string(), event.sequence)) {
            Some(n) if *n > 0 => {
                *n -= 1;
                true
            }
            _ => false,
        }
    }
}

impl Subscriber for Tracer {
    fn name(&self) -> &'static str {
        TRACER
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[WANTED]
    }

    fn listens(&self, _event: &Event) -> bool {
        !self.deaf.load(std::sync::atomic::Ordering::SeqCst)
    }

    fn keys(&self, _event: &Event) -> Keys {
        Keys::none()
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        // The effect first: a failure after it must take it back.
        leave(tx, TRACER, event.topic.as_str(), event.sequence, false)?;
        assert!(!Self::take(&self.panics, event), "this was to panic");
        if self.fails(event) {
            return Err(refusal().into());
        }
        self.handled.send_modify(|n| *n += 1);
        Ok(())
    }

    fn handle_late(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        leave(tx, TRACER, event.topic.as_str(), event.sequence, true)?;
        if self.fails(event) { Err(refusal().into()) } else { Ok(()) }
    }

    fn retry(&self) -> Retry {
        Retry { tries: 4, first: Duration::from_secs(1), longest: Duration::from_secs(60) }
    }
}

/// The topic of a trial.
pub(crate) fn topic(n: usize) -> Topic {
    Topic::new("session", format!("trial-{n}"))
}

/// Publishes `count` events of a kind, one command each.
pub(crate) async fn publish(world: &World, topic: &Topic, kind: &'static str, count: usize) {
    for _ in 0..count {
        let event = new_event(world, topic, kind);
        let published = world.write("publish", topic.clone(), move |tx| tx.publish(event.clone())).await;
        published.expect("published");
    }
}

/// An event that says nothing.
pub(crate) fn new_event(world: &World, topic: &Topic, kind: &'static str) -> NewEvent {
    let id = EventId::new(&world.clock, &world.chance);
    NewEvent::new(id, kind, TenantId::from_bytes([7; 16]), topic.clone(), world.now(), &serde_json::json!({}))
}

/// Workers of this world's node.
pub(crate) fn workers(world: &World, subscribers: Vec<Arc<dyn Subscriber>>, jobs: Vec<Arc<dyn JobHandler>>) -> Workers {
    Workers::start(world.store.clone(), subscribers, jobs, world.shared_clock(), CancellationToken::new())
}

/// What a [`Runs`] does with a job.
pub(crate) type Deed = Arc<dyn Fn(Job) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;

/// A queue whose jobs do what a test says.
pub(crate) struct Runs {
    pub(crate) deed: Deed,
    pub(crate) at_once: usize,
    /// How often each job was begun.
    pub(crate) begun: tokio::sync::watch::Sender<Vec<Job>>,
}

pub(crate) const QUEUE: &str = "trial";

impl Runs {
    pub(crate) fn new(deed: impl Fn(Job) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { deed: Arc::new(deed), at_once: 8, begun: tokio::sync::watch::Sender::default() })
    }

    /// The same, with room for one job.
    pub(crate) fn one_at_a_time(deed: impl Fn(Job) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { deed: Arc::new(deed), at_once: 1, begun: tokio::sync::watch::Sender::default() })
    }

    /// A queue whose jobs all succeed.
    pub(crate) fn well() -> Arc<Self> {
        Self::new(|_job| Box::pin(async { Ok(()) }))
    }

    /// The keys of the jobs begun so far, in order.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.begun.borrow().iter().map(|job| job.key.clone()).collect()
    }
}

impl JobHandler for Runs {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        self.begun.send_modify(|begun| begun.push(job.clone()));
        (self.deed)(job)
    }

    fn retry(&self) -> Retry {
        Retry { tries: 3, first: Duration::from_secs(10), longest: Duration::from_secs(60) }
    }

    fn at_once(&self) -> usize {
        self.at_once
    }
}

/// A job due `after` from now.
pub(crate) fn job(world: &World, key: &str, after: Duration) -> NewJob {
    let id = JobId::new(&world.clock, &world.chance);
    NewJob { id, queue: QUEUE, key: key.to_owned(), run_at: world.now().plus(after), payload: serde_json::json!({ "key": key }) }
}

/// Puts a job in.
pub(crate) async fn enqueue(world: &World, job: NewJob) {
    world.write("enqueue", Keys::none(), move |tx| tx.enqueue(job.clone())).await.expect("put in");
}
