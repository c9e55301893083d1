//! Whether the cluster's links hold: what is really held, not what is configured.

use std::sync::Mutex;

use footlights_base::Timestamp;
use tokio::sync::watch;

/// Whether this node hears the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Commands are answered, and this node hears its own beats come round.
    Up,
    /// Not so since a moment; the node heals itself as soon as Redis is back.
    Down {
        /// Since when.
        since: Timestamp,
        /// What is wrong; for operators, without secrets.
        why: String,
    },
}

/// The two links of a node, and what they make together.
pub(crate) struct Board {
    links: Mutex<[Option<String>; 2]>,
    health: watch::Sender<Health>,
}

/// A link to Redis.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    Commands = 0,
    Bus = 1,
}

impl Board {
    pub(crate) fn up() -> Self {
        Self { links: Mutex::default(), health: watch::Sender::new(Health::Up) }
    }

    pub(crate) fn connecting(now: Timestamp) -> Self {
        let why = "connecting to Redis".to_owned();
        let links = Mutex::new([Some(why.clone()), Some(why.clone())]);
        Self { links, health: watch::Sender::new(Health::Down { since: now, why }) }
    }

    pub(crate) fn report(&self, part: Part, state: Result<(), String>, now: Timestamp) {
        let mut links = self.links.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        links[part as usize] = state.err();
        let why = links.iter().flatten().next().cloned();
        self.health.send_if_modified(|health| {
            let next = match (&*health, why) {
                (_, None) => Health::Up,
                (Health::Down { since, .. }, Some(why)) => Health::Down { since: *since, why },
                (Health::Up, Some(why)) => Health::Down { since: now, why },
            };
            let changed = *health != next;
            if changed {
                match &next {
                    Health::Up => tracing::info!("the cluster's links hold"),
                    Health::Down { why, .. } => tracing::warn!(why, "the cluster's links are down"),
                }
            }
            *health = next;
            changed
        });
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Health> {
        self.health.subscribe()
    }
}
