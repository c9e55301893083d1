//! One operation of a socket, from `subscribe` to `complete`.

use std::sync::Arc;

use async_graphql::Response;
use async_graphql::parser::types::OperationType;
use bytes::Bytes;
use footlights_base::Rejection;
use footlights_realtime::FeedEnd;
use futures_util::StreamExt as _;
use tokio::sync::mpsc;

use crate::Caller;
use crate::graphql::GraphQl;
use crate::graphql::context::{Follow, Slot, Subscribing};
use crate::graphql::document::Ready;
use crate::graphql::http::{Errors, is_of_document, late};
use crate::graphql::refusal::{error_of, name_errors};
use crate::graphql::request::Asked;
use crate::graphql::sharing::encode;

/// What an operation has to say.
pub(super) enum Say {
    /// The payload of `next`.
    Next(Bytes),
    /// The payload of `error`: it is over.
    Error(Bytes),
    /// It is over.
    Complete,
    /// Its client does not keep up.
    TooSlow,
}

/// Which operation says something: ids may be used again, numbers are not.
#[derive(Clone)]
pub(super) struct Name {
    pub(super) id: Arc<str>,
    pub(super) number: u64,
}

/// One operation and where its words go. Sending waits while the client does not read: nothing piles up but what its feed holds.
pub(super) struct Operation {
    pub(super) served: GraphQl,
    pub(super) caller: Caller,
    pub(super) name: Name,
    pub(super) out: mpsc::Sender<(Name, Say)>,
}

/// The connection has ended.
struct Gone;

impl Operation {
    /// Runs it to its end.
    pub(super) async fn run(self, asked: Result<Asked, Rejection>) {
        // A connection that has ended wants to hear nothing more.
        let (Ok(()) | Err(Gone)) = self.attempt(asked).await;
    }

    async fn attempt(&self, asked: Result<Asked, Rejection>) -> Result<(), Gone> {
        let ready = match asked.and_then(|asked| self.served.ready(asked)).and_then(|ready| self.count(ready)) {
            Ok(ready) => ready,
            Err(refusal) => return self.say(Say::Error(list(&refusal))).await,
        };
        if ready.ty == OperationType::Subscription { self.subscribe(&ready).await } else { self.execute(&ready).await }
    }

    /// A mutation is a write, however it comes.
    fn count(&self, ready: Ready) -> Result<Ready, Rejection> {
        if ready.ty == OperationType::Mutation {
            self.served.count_writes(&ready, self.caller.remote, Some(&self.caller))?;
        }
        Ok(ready)
    }

    async fn execute(&self, ready: &Ready) -> Result<(), Gone> {
        let running = self.served.engine.execute(ready.request(), Some(self.caller.clone()));
        let Ok(response) = tokio::time::timeout(self.served.edge.settings.time_out, running).await else {
            return self.say(Say::Error(list(&late()))).await;
        };
        if is_of_document(&response) {
            return self.say(Say::Error(errors(response))).await;
        }
        self.say(Say::Next(encode(response))).await?;
        self.say(Say::Complete).await
    }

    async fn subscribe(&self, ready: &Ready) -> Result<(), Gone> {
        let slot = Slot::default();
        let asking = ready.request().data(Subscribing::Ask(slot.clone()));
        if let Some(refused) = self.served.engine.stream(asking, Some(self.caller.clone())).next().await {
            return self.say(Say::Error(errors(refused))).await;
        }
        let Some(Follow { mut feed, audience, until }) = slot.take() else { return self.say(Say::Complete).await };
        let group = self.served.groups.of(ready, feed.topic(), audience);
        loop {
            match feed.next().await {
                Ok(told) => {
                    if let Some(payload) = group.payload(&*self.served.engine, &told).await {
                        self.say(Say::Next(payload)).await?;
                    }
                    if until.as_ref().is_some_and(|until| until(&told)) {
                        return self.say(Say::Complete).await;
                    }
                }
                Err(FeedEnd::Slow) => return self.say(Say::TooSlow).await,
                Err(FeedEnd::Stopping) => return self.say(Say::Complete).await,
            }
        }
    }

    async fn say(&self, what: Say) -> Result<(), Gone> {
        self.out.send((self.name.clone(), what)).await.map_err(|_| Gone)
    }
}

/// The payload of an `error` message: a list.
pub(super) fn list(refusal: &Rejection) -> Bytes {
    payload(&Errors { errors: vec![error_of(refusal)] })
}

fn errors(mut response: Response) -> Bytes {
    name_errors(&mut response.errors);
    payload(&Errors { errors: response.errors })
}

fn payload(errors: &Errors) -> Bytes {
    serde_json::to_vec(&errors.errors).expect("errors are plain").into()
}
