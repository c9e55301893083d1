//! The bounded queue between callers and a store thread: who pushes never waits, who takes gets all there is.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// Why something was not queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It holds as many as it may.
    Full,
    /// The store is being closed.
    Closed,
}

/// A queue with a limit, several producers and several consumers.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    limit: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    idle: Vec<Waker>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new(limit: usize) -> Self {
        Self { state: Mutex::new(State { waiting: VecDeque::with_capacity(limit.min(64)), idle: Vec::new(), closed: false }), limit }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds one and wakes a consumer, if one sleeps.
    pub(crate) fn push(&self, item: T) -> Result<(), Refused> {
        let mut state = self.state();
        if state.closed {
            return Err(Refused::Closed);
        }
        if state.waiting.len() >= self.limit {
            return Err(Refused::Full);
        }
        state.waiting.push_back(item);
        let sleeper = state.idle.pop();
        drop(state);
        if let Some(sleeper) = sleeper {
            sleeper.wake();
        }
        Ok(())
    }

    /// Takes up to `max` into `out`. Ready with false: closed and empty. Takes nothing while `out` has enough.
    pub(crate) fn poll_take(&self, cx: &mut Context<'_>, max: usize, out: &mut VecDeque<T>) -> Poll<bool> {
        let mut state = self.state();
        if state.waiting.is_empty() {
            if state.closed {
                return Poll::Ready(false);
            }
            state.idle.retain(|idle| !idle.will_wake(cx.waker()));
            state.idle.push(cx.waker().clone());
            return Poll::Pending;
        }
        let count = max.min(state.waiting.len());
        out.extend(state.waiting.drain(..count));
        Poll::Ready(true)
    }

    /// The same, sleeping until there is something.
    pub(crate) fn take(&self, max: usize, out: &mut VecDeque<T>) -> bool {
        let waker = Waker::from(Arc::new(Sleeper(std::thread::current())));
        loop {
            match self.poll_take(&mut Context::from_waker(&waker), max, out) {
                Poll::Ready(more) => return more,
                Poll::Pending => std::thread::park(),
            }
        }
    }

    /// Takes up to `max` of what waits right now; whether there was anything.
    pub(crate) fn take_waiting(&self, max: usize, out: &mut VecDeque<T>) -> bool {
        let mut state = self.state();
        let count = max.min(state.waiting.len());
        out.extend(state.waiting.drain(..count));
        count > 0
    }

    /// Takes from the front what fits right now, up to `max`: nothing that fits is taken before something that does not.
    pub(crate) fn take_fitting(&self, max: usize, out: &mut Vec<T>, fits: impl Fn(&T) -> bool) {
        let mut state = self.state();
        let count = state.waiting.iter().take(max).take_while(|item| fits(item)).count();
        out.extend(state.waiting.drain(..count));
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.state().waiting.len()
    }

    /// Takes no more; consumers get what is left and then learn that it is over.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        idle.into_iter().for_each(Waker::wake);
    }
}

/// Wakes a parked thread.
struct Sleeper(std::thread::Thread);

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::{Queue, Refused};

    #[test]
    fn a_full_queue_refuses_and_a_closed_one_is_drained() {
        let queue = Queue::new(2);
        assert_eq!((queue.push(1), queue.push(2), queue.push(3)), (Ok(()), Ok(()), Err(Refused::Full)));
        queue.close();
        assert_eq!(queue.push(4), Err(Refused::Closed));
        let mut out = VecDeque::new();
        assert!(queue.take_waiting(1, &mut out));
        assert!(queue.take(10, &mut out));
        assert_eq!(out, [1, 2]);
        assert!(!queue.take_waiting(1, &mut out));
        assert!(!queue.take(10, &mut out));
    }

    #[test]
    fn what_fits_is_taken_from_the_front_only() {
        let queue = Queue::new(9);
        for item in [2, 4, 5, 6, 8] {
            queue.push(item).expect("room");
        }
        let mut out = Vec::new();
        queue.take_fitting(1, &mut out, |item| item % 2 == 0);
        queue.take_fitting(9, &mut out, |item| item % 2 == 0);
        queue.take_fitting(9, &mut out, |item| item % 2 == 0);
        assert_eq!((out, queue.len()), (vec![2, 4], 3), "6 and 8 wait behind 5");
    }

    #[test]
    fn a_sleeping_consumer_is_woken() {
        let queue = std::sync::Arc::new(Queue::new(2));
        #[expect(clippy::disallowed_methods, reason = "the test joins it or ends with it")]
        let taker = std::thread::spawn({
            let queue = std::sync::Arc::clone(&queue);
            move || {
                let mut out = VecDeque::new();
                queue.take(1, &mut out);
                out.pop_front()
            }
        });
        queue.push(7).expect("room");
        assert_eq!(taker.join().expect("ends"), Some(7));
    }
}
