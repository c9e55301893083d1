//! Where the store's threads hand over what they have committed: a push, nothing else.

use std::sync::Arc;

use footlights_base::Event;
use footlights_store::CommitSink;

use crate::inbox::News;
use crate::relay::Said;
use crate::shared::Shared;

pub(crate) struct HubSink(pub(crate) Arc<Shared>);

impl CommitSink for HubSink {
    fn committed(&self, events: &[Arc<Event>]) {
        let news: Vec<_> = events.iter().map(|event| (&event.topic, News::Event(event.clone()))).collect();
        self.0.tell(&news);
        if let Some(relay) = &self.0.relay {
            for event in events {
                relay.say(Said::Event(event.clone()));
            }
        }
    }
}
