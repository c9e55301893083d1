//! Viewers' pages that are open on this node. When a creator takes hers back whoever is on it is put out: at once when the news
//! comes, else with the next look round.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use footlights_base::{AccountId, ErrorKind, Rejection};
use footlights_realtime::Hub;
use serde_json::json;

use super::live_session::leave_all_but;
use crate::Companion;
use crate::audience::VIEWERS;
use crate::events::creator_topic;

/// The creators whose page somebody has come to, until nobody is on it any more.
#[derive(Default)]
pub(crate) struct ViewedPages(Mutex<HashSet<AccountId>>);

impl ViewedPages {
    /// Somebody has come to the creator's page: after the socket has joined, so that no look round overlooks it.
    pub(crate) fn shown(&self, creator: AccountId) {
        self.pages().insert(creator);
    }

    /// Puts out whoever is on a page that is shown no more: this creator's, or anybody's.
    pub(crate) async fn recheck(&self, companion: &Companion, hub: &Hub, creator: Option<AccountId>) {
        let looked: Vec<AccountId> = match creator {
            Some(creator) => self.pages().get(&creator).copied().into_iter().collect(),
            None => self.pages().iter().copied().collect(),
        };
        for creator in looked {
            if hub.watchers_count(&creator_topic(creator), VIEWERS) == 0 {
                self.pages().remove(&creator);
                continue;
            }
            match companion.open_viewer_page(creator).await {
                Ok(_) => {}
                Err(failure) if failure.kind() == ErrorKind::NotFound => put_out(hub, creator),
                Err(failure) => tracing::warn!(%failure, "whether a viewers' page is still shown is looked up again soon"),
            }
        }
    }

    fn pages(&self) -> MutexGuard<'_, HashSet<AccountId>> {
        // Every change is one call on the set, so a panic elsewhere leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn put_out(hub: &Hub, creator: AccountId) {
    let topic = creator_topic(creator);
    for socket in hub.watchers(&topic, VIEWERS) {
        leave_all_but(&socket, None);
        let refusal = page_closed();
        socket.emit("error", &json!({"message": refusal.detail, "code": refusal.code, "topic": topic}));
    }
}

fn page_closed() -> Rejection {
    Rejection::new(ErrorKind::NotFound, "not_found", "This page is not shown any more.")
}
