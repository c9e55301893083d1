//! What resolvers find in their context: who calls, and whether a subscription is being asked for or shown.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, Error, Name, Result, Value};
use footlights_base::{ErrorKind, Failure, Rejection, Timestamp};
use footlights_realtime::{Feed, Told};
use footlights_store::Once;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};

use super::refusal::refuse;
use crate::{Caller, KeyGiven};

/// The caller of a resolver.
///
/// # Errors
/// `unauthenticated` when there is none.
pub fn caller_of<'a>(context: &Context<'a>) -> Result<&'a Caller> {
    maybe_caller(context).ok_or_else(|| {
        if context.data_opt::<Subscribing>().is_some() {
            let detail = "What a subscription shows is the same for all its followers; ask for this by a query.";
            return refuse(Rejection::new(ErrorKind::Invalid, "not_in_subscription", detail));
        }
        refuse(Rejection::new(ErrorKind::Unauthenticated, "unauthenticated", "Sign in first, or send a token that counts."))
    })
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
    /// Tells that this follower's right to it ends with what was just shown, such as their own removal.
    pub until: Option<Until>,
}

/// See [`Follow::until`].
pub type Until = Box<dyn Fn(&Told) -> bool + Send + Sync>;

/// The `Idempotency-Key` a mutation came with.
pub(super) struct KeyText(String);

impl KeyText {
    /// # Errors
    /// 400 `bad_idempotency_key`.
    pub(super) fn of(value: &[u8]) -> Result<Self, Rejection> {
        crate::idempotency::read_key(value).map(Self)
    }
}

/// Arguments and fields of inputs that hold a secret. A digest of them would be kept for a day, and short ones could be guessed from it.
const SECRETS: [&str; 2] = ["password", "link"];

fn hide_secret(name: &Name, value: &mut Value) {
    match value {
        held if SECRETS.contains(&name.as_str()) => *held = Value::Null,
        Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| hide_secret(name, value)),
        _ => {}
    }
}

/// What makes the mutation a resolver belongs to happen once, where the request carries an `Idempotency-Key`: the key, the
/// field and its arguments, secrets aside. `secret` says that the answer holds a secret and is not kept.
#[must_use]
pub fn once_of(context: &Context<'_>, caller: &Caller, at: Timestamp, secret: bool) -> Option<Once> {
    let KeyText(key) = context.data_opt::<KeyText>()?;
    let field = context.field();
    let mut arguments = field.arguments().unwrap_or_default();
    arguments.iter_mut().for_each(|(name, value)| hide_secret(name, value));
    let given = KeyGiven::new(key.clone(), format!("graphql {}", field.name()));
    Some(given.once(caller, &arguments, at, secret))
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

#[cfg(test)]
mod tests {
    use async_graphql::{Name, Value, value};

    use super::hide_secret;

    #[test]
    fn no_secret_is_left_in_what_is_remembered_of_a_command() {
        let hidden = |name: &str, mut given: Value| {
            hide_secret(&Name::new(name), &mut given);
            given
        };
        assert_eq!(hidden("password", value!("open sesame")), Value::Null);
        assert_eq!(hidden("link", value!("flj_0")), Value::Null);
        assert_eq!(hidden("input", value!({"name": "Salon", "password": "open sesame"})), value!({"name": "Salon", "password": null}));
        assert_eq!(hidden("roomId", value!("x")), value!("x"));
    }
}
