//! A command in the queue: the closure, what it returned, and who waits for the answer.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use footlights_base::{Error, Failure};
use tokio::sync::oneshot;

use crate::bells::Bells;
use crate::{Keys, Poison, ReadTx, Stop, Tx};

/// How a closure ended, as far as the transaction is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Its writes stand when the transaction commits.
    Well,
    /// Its writes are undone and it is answered.
    Badly,
    /// Its writes are undone and it must run again, alone.
    Again,
}

impl Ended {
    /// How a closure ended that returned this.
    pub(crate) fn of<T>(returned: &Result<T, Stop>, tx: &Tx<'_>) -> Self {
        match returned {
            _ if tx.turn.again => Self::Again,
            Ok(_) if !tx.turn.latched => Self::Well,
            _ => Self::Badly,
        }
    }
}

/// A write command whose types are forgotten.
pub(crate) trait Work: Send {
    fn keys(&self) -> &Keys;
    /// Runs the closure and keeps what it returned. May be called again.
    fn run(&mut self, tx: &mut Tx<'_>) -> Ended;
    /// Answers: with what the closure returned, or with why that does not count.
    fn answer(self: Box<Self>, instead: Option<Failure>);
}

/// A write command.
pub(crate) struct Command<T, F> {
    pub(crate) name: &'static str,
    pub(crate) keys: Keys,
    pub(crate) closure: F,
    pub(crate) returned: Option<Result<T, Stop>>,
    pub(crate) caller: oneshot::Sender<Result<T, Failure>>,
    /// The queues it has put jobs in; their bells ring when it is answered well.
    pub(crate) rings: Vec<Cow<'static, str>>,
    pub(crate) bells: Arc<Bells>,
}

impl<T, F> Work for Command<T, F>
where
    T: Send,
    F: Fn(&mut Tx<'_>) -> Result<T, Stop> + Send,
{
    fn keys(&self) -> &Keys {
        &self.keys
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Ended {
        let returned = guarded(self.name, || (self.closure)(tx));
        self.rings = std::mem::take(&mut tx.turn.rings);
        let ended = Ended::of(&returned, tx);
        self.returned = Some(match returned {
            Ok(_) if tx.turn.latched => Err(Poison::defect(format!("{}: went on after a database error", self.name)).into()),
            returned => returned,
        });
        ended
    }

    fn answer(self: Box<Self>, instead: Option<Failure>) {
        let answer = match (instead, self.returned) {
            (Some(failure), _) => Err(failure),
            (None, Some(returned)) => returned.map_err(Stop::into_failure),
            (None, None) => Err(Error::internal("a command was answered before it ran").into()),
        };
        if let Err(Failure::Broken(error)) = &answer {
            tracing::error!(command = self.name, %error, "a command broke");
        }
        if answer.is_ok() {
            self.rings.iter().for_each(|queue| self.bells.ring(queue));
        }
        // Nobody waits any more: the write was done all the same.
        drop(self.caller.send(answer));
    }
}

/// A read whose types are forgotten.
pub(crate) trait Look: Send {
    fn name(&self) -> &'static str;
    fn run(&mut self, tx: &mut ReadTx<'_>);
    fn answer(self: Box<Self>, instead: Option<Failure>);
    /// Nobody waits for it any more.
    fn is_abandoned(&self) -> bool;
}

/// A read.
pub(crate) struct Query<T, F> {
    pub(crate) name: &'static str,
    pub(crate) closure: F,
    pub(crate) returned: Option<Result<T, Stop>>,
    pub(crate) caller: oneshot::Sender<Result<T, Failure>>,
}

impl<T, F> Look for Query<T, F>
where
    T: Send,
    F: Fn(&mut ReadTx<'_>) -> Result<T, Stop> + Send,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn run(&mut self, tx: &mut ReadTx<'_>) {
        self.returned = Some(match guarded(self.name, || (self.closure)(tx)) {
            Ok(_) if tx.latched() => Err(Poison::defect(format!("{}: went on after a database error", self.name)).into()),
            returned => returned,
        });
    }

    fn answer(self: Box<Self>, instead: Option<Failure>) {
        let answer = match (instead, self.returned) {
            (Some(failure), _) => Err(failure),
            (None, Some(returned)) => returned.map_err(Stop::into_failure),
            (None, None) => Err(Error::internal("a read was answered before it ran").into()),
        };
        if let Err(Failure::Broken(error)) = &answer {
            tracing::error!(read = self.name, %error, "a read broke");
        }
        drop(self.caller.send(answer));
    }

    fn is_abandoned(&self) -> bool {
        self.caller.is_closed()
    }
}

/// Runs a closure; a panic in it becomes an internal error of this command alone.
pub(crate) fn guarded<T>(name: &'static str, closure: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
    let started = crate::meter::Stopwatch::start();
    let returned = catch_unwind(AssertUnwindSafe(closure)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Poison::defect(format!("{name} panicked: {}", text.unwrap_or_default())).into())
    });
    let took = started.elapsed();
    if took > crate::settings::CLOSURE_TIME_SLOW {
        tracing::warn!(closure = name, ms = took.as_millis(), "a slow closure held up everybody behind it");
    }
    returned
}
