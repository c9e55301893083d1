//! What conductors on all nodes should know of: said over the cluster, lost without harm (they look by themselves as well).

use std::sync::Arc;

use bytes::Bytes;
use footlights_base::{AccountId, Event};
use footlights_cluster::Cluster;
use footlights_identity::{ACCOUNT_DELETED, ACCOUNT_SUSPENDED, ACCOUNT_UPDATED};
use footlights_store::CommitSink;

use crate::events::{ALERT_QUEUED, ALERT_RELEASED, ALERT_SKIPPED, MENU_UPDATED, MODERATOR_CHANGED, SESSION_STARTED, SETTINGS_UPDATED};

/// The channel of [`News`].
pub(crate) const NEWS: &str = "companion.news";

/// Something a conductor reacts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// The creator's alerts have changed.
    Alerts(AccountId),
    /// The creator has started a session.
    Started(AccountId),
    /// The rights of a moderator of hers have changed.
    Rights(AccountId),
    /// The creator's menu is another.
    Menu(AccountId),
    /// The creator's settings or her account are others: how her alerts come, whether her page is shown.
    Settings(AccountId),
}

impl News {
    pub(crate) fn tell(self, cluster: &Cluster) {
        let text = match self {
            Self::Alerts(creator) => format!("alerts {creator}"),
            Self::Started(creator) => format!("started {creator}"),
            Self::Rights(creator) => format!("rights {creator}"),
            Self::Menu(creator) => format!("menu {creator}"),
            Self::Settings(creator) => format!("settings {creator}"),
        };
        cluster.publish(NEWS, Bytes::from(text));
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (what, creator) = std::str::from_utf8(bytes).ok()?.split_once(' ')?;
        let creator = creator.parse().ok()?;
        match what {
            "alerts" => Some(Self::Alerts(creator)),
            "started" => Some(Self::Started(creator)),
            "rights" => Some(Self::Rights(creator)),
            "menu" => Some(Self::Menu(creator)),
            "settings" => Some(Self::Settings(creator)),
            _ => None,
        }
    }
}

/// Says what was committed on this node.
pub(crate) struct NewsFromCommits(pub(crate) Cluster);

impl CommitSink for NewsFromCommits {
    fn committed(&self, events: &[Arc<Event>]) {
        for event in events {
            let Ok(creator) = event.topic.id().parse() else { continue };
            match &*event.kind {
                ALERT_QUEUED | ALERT_RELEASED | ALERT_SKIPPED => News::Alerts(creator).tell(&self.0),
                SETTINGS_UPDATED | ACCOUNT_UPDATED | ACCOUNT_SUSPENDED | ACCOUNT_DELETED => News::Settings(creator).tell(&self.0),
                SESSION_STARTED => News::Started(creator).tell(&self.0),
                MODERATOR_CHANGED => News::Rights(creator).tell(&self.0),
                MENU_UPDATED => News::Menu(creator).tell(&self.0),
                _ => {}
            }
        }
    }
}
