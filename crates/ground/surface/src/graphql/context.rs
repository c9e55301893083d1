//! What resolvers find in their context: who calls, and whether a subscription is being asked for or shown.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, Error, Result};
use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_realtime::{Feed, Told};
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};

use super::refusal::refuse;
use crate::Caller;

/// The caller of a resolver.
///
/// # Errors
/// `unauthenticated` when there is none.
pub fn caller_of<'a>(context: &Context<'a>) -> Result<&'a Caller> {
    maybe_caller(context)
        .ok_or_else(|| refuse(Rejection::new(ErrorKind::Unauthenticated, "unauthenticated", "Sign in first, or send a token that counts.")))
}

/// The caller, where one may be absent.
#[must_use]
pub fn maybe_caller<'a>(context: &Context<'a>) -> Option<&'a Caller> {
    context.data_opt::<Caller>()
}

/// What a subscription follows, once its caller may.
pub struct Follow {
    /// What comes.
    pub feed: Feed,
    /// Says, with the topic, who sees the same: followers of equal queries share their frames.
    pub audience: u8,
}

/// Where a resolver leaves what it follows.
#[derive(Clone, Default)]
pub(super) struct Slot(Arc<Mutex<Option<Follow>>>);

impl Slot {
    pub(super) fn take(&self) -> Option<Follow> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, follow: Follow) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(follow);
    }
}

/// Which of the two a subscription's resolver is called for.
pub(super) enum Subscribing {
    /// A client wants to follow: check, open, leave the feed in the slot.
    Ask(Slot),
    /// Something has come: what does it look like? Whoever sees it was let in before.
    Show(Arc<Told>),
}

/// The body of a subscription's resolver: `open` checks the caller's right and opens the feed, `show` makes of what comes what
/// the field's type is, the same for everybody of one audience. The edge follows the feed itself, so that what equal queries
/// show is made once.
///
/// # Errors
/// What `open` refuses.
pub async fn follow<T, F>(
    context: &Context<'_>,
    open: impl FnOnce() -> F,
    show: impl FnOnce(&Arc<Told>) -> Option<T>,
) -> Result<BoxStream<'static, T>>
where
    T: Send + 'static,
    F: Future<Output = Result<Follow, Failure>>,
{
    match context.data_opt::<Subscribing>() {
        Some(Subscribing::Ask(slot)) => {
            slot.put(open().await.map_err(refuse)?);
            Ok(stream::empty().boxed())
        }
        Some(Subscribing::Show(told)) => Ok(stream::iter(show(told)).boxed()),
        None => Err(Error::new("Subscriptions need a socket.")),
    }
}
