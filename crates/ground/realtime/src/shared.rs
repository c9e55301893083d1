//! What all parts of one hub share.

use std::sync::{Arc, PoisonError, RwLock};

use crate::directory::Directory;
use crate::inbox::{Inbox, Message, News};
use crate::log::EventLog;
use crate::seat::NamespaceIndex;
use crate::{HubSettings, Namespace};

pub(crate) struct Shared {
    pub(crate) settings: HubSettings,
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) directory: Directory,
    pub(crate) inboxes: Vec<Arc<Inbox>>,
    namespaces: RwLock<Vec<Arc<dyn Namespace>>>,
}

impl Shared {
    pub(crate) fn send(&self, owner: u16, message: Message) {
        if let Some(inbox) = self.inboxes.get(usize::from(owner)) {
            inbox.send(message);
        }
    }

    /// Brings news of a topic to every loop thread.
    pub(crate) fn tell(&self, news: impl Fn() -> News) {
        for inbox in &self.inboxes {
            inbox.tell(std::iter::once(news()));
        }
    }

    pub(crate) fn add_namespace(&self, namespace: Arc<dyn Namespace>) {
        self.namespaces.write().unwrap_or_else(PoisonError::into_inner).push(namespace);
    }

    pub(crate) fn namespace(&self, index: NamespaceIndex) -> Option<Arc<dyn Namespace>> {
        self.namespaces.read().unwrap_or_else(PoisonError::into_inner).get(usize::from(index)).cloned()
    }

    pub(crate) fn find_namespace(&self, path: &str) -> Option<(NamespaceIndex, Arc<dyn Namespace>)> {
        let namespaces = self.namespaces.read().unwrap_or_else(PoisonError::into_inner);
        let index = namespaces.iter().position(|namespace| namespace.path() == path)?;
        Some((NamespaceIndex::try_from(index).ok()?, namespaces[index].clone()))
    }
}
