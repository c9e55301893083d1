//! The face of the companion: what it stands on, and what the use cases share.

use std::sync::Arc;

use footlights_base::{Chance, Clock, EventId, Timestamp};
use footlights_store::Store;
use tokio::sync::Semaphore;

use crate::config::CompanionSettings;
use crate::counted::Counted;
use crate::live::LiveSessions;
use crate::menus::{Menus, MenusFromCommits};
use crate::uploads::Uploads;

/// What the companion stands on.
pub struct CompanionParts {
    /// Where everything is kept.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids come from here.
    pub chance: Chance,
    /// Settings.
    pub settings: CompanionSettings,
}

/// The companion. Cheap to clone.
#[derive(Clone)]
pub struct Companion(Arc<Inner>);

/// What is behind the face; only this crate sees into it.
pub struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
    pub(crate) settings: CompanionSettings,
    pub(crate) live: LiveSessions,
    pub(crate) counted: Counted,
    /// Uploaded files are looked at one sender at a time.
    pub(crate) upload_turns: Arc<Semaphore>,
    /// Uploads that are being received.
    pub(crate) uploads: Uploads,
    pub(crate) menus: Arc<Menus>,
}

impl std::ops::Deref for Companion {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Companion {
    /// A companion on these parts.
    #[must_use]
    pub fn new(parts: CompanionParts) -> Self {
        let CompanionParts { store, clock, chance, settings } = parts;
        let menus = Arc::new(Menus::default());
        store.follow_commits(Arc::new(MenusFromCommits(menus.clone())));
        Self(Arc::new(Inner {
            store,
            clock,
            chance,
            settings,
            live: LiveSessions::default(),
            counted: Counted::default(),
            menus,
            upload_turns: Arc::new(Semaphore::new(1)),
            uploads: Uploads::default(),
        }))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn new_event_id(&self) -> EventId {
        EventId::new(&*self.clock, &self.chance)
    }
}
