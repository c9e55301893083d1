//! How long a handler may take. Where files come in, the time runs from the end of the body, and the body may take as long as its
//! bytes need on a slow line: each buys a moment, and who sends none for a while is cut off.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use footlights_base::{ErrorKind, Rejection};
use futures_util::Stream;
use http::StatusCode;
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{Edge, Problem};

/// How long an upload may take before its first byte, and between two of them.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// The slowest line that is waited for, in bytes a second: what 128 kbit/s carry. The largest form takes 26 minutes then, no more.
const BYTES_PER_SECOND_MIN: u64 = 16 * 1024;

/// Ends handlers that take longer than the edge's time-out until their answer begins: 503 `timed_out`.
/// What they had handed to the store still runs to its end.
pub fn time_limit<S: Clone + Send + Sync + 'static>(router: Router<S>, edge: &Edge) -> Router<S> {
    let limit = edge.settings.time_out;
    router.layer(from_fn(move |mut request: Request, next: Next| async move {
        let receiving = Receiving::default();
        request.extensions_mut().insert(receiving.clone());
        let mut until = receiving.0.subscribe();
        let answer = next.run(request);
        tokio::pin!(answer);
        loop {
            let due = until.borrow_and_update().unwrap_or_else(Instant::now) + limit;
            tokio::select! {
                response = answer.as_mut() => return Ok(response),
                // Its other end is here: it is never gone.
                _ = until.changed() => {}
                () = sleep_until(due) => return Err(timed_out()),
            }
        }
    }))
}

/// For routes that take files, within a [`time_limit`]: 408 `too_slow` where a body comes more slowly than anybody has to wait for.
pub fn upload_pace<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router.layer(from_fn(|request: Request, next: Next| async move {
        let receiving = request.extensions().get::<Receiving>().cloned().unwrap_or_default();
        let is_slow = Arc::new(AtomicBool::new(false));
        let request = request.map(|body| Body::from_stream(Paced::new(body, receiving, is_slow.clone())));
        let response: Response = next.run(request).await;
        if is_slow.load(Ordering::Relaxed) { Err(too_slow()) } else { Ok(response) }
    }))
}

fn timed_out() -> Problem {
    let detail = "No answer was ready in time; whether it was done is not known.";
    Rejection::new(ErrorKind::Unavailable, "timed_out", detail).retry_after(Duration::from_secs(1)).into()
}

fn too_slow() -> Problem {
    let detail = "The file comes too slowly; send a smaller one, or over a faster line.";
    Problem::from(Rejection::new(ErrorKind::Invalid, "too_slow", detail)).with_status(StatusCode::REQUEST_TIMEOUT)
}

/// Until when a file that is on its way in has time; nothing once it is there.
#[derive(Clone)]
struct Receiving(Arc<watch::Sender<Option<Instant>>>);

impl Default for Receiving {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

/// The body of an upload, with an eye on how it comes.
struct Paced {
    body: BodyDataStream,
    receiving: Receiving,
    is_slow: Arc<AtomicBool>,
    begin: Instant,
    received: u64,
    late: Pin<Box<Sleep>>,
}

impl Paced {
    fn new(body: Body, receiving: Receiving, is_slow: Arc<AtomicBool>) -> Self {
        let begin = Instant::now();
        let mut paced = Self { body: body.into_data_stream(), receiving, is_slow, begin, received: 0, late: Box::pin(sleep_until(begin)) };
        paced.count(0);
        paced
    }

    /// What has come buys time for what comes.
    fn count(&mut self, bytes: usize) {
        self.received = self.received.saturating_add(bytes as u64);
        let earned = Duration::from_millis(self.received.saturating_mul(1_000) / BYTES_PER_SECOND_MIN);
        let until = (self.begin + earned).min(Instant::now()) + IDLE_MAX;
        self.late.as_mut().reset(until);
        self.receiving.0.send_replace(Some(until));
    }

    fn end(&self) {
        self.receiving.0.send_if_modified(|until| until.take().is_some());
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match Pin::new(&mut self.body).poll_next(context) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.count(bytes.len());
                Poll::Ready(Some(Ok(bytes)))
            }
            Poll::Ready(end) => {
                self.end();
                Poll::Ready(end)
            }
            Poll::Pending => {
                ready!(self.late.as_mut().poll(context));
                self.is_slow.store(true, Ordering::Relaxed);
                self.end();
                Poll::Ready(Some(Err(axum::Error::new(std::io::Error::from(std::io::ErrorKind::TimedOut)))))
            }
        }
    }
}

impl Drop for Paced {
    /// Refused before all of it was read.
    fn drop(&mut self) {
        self.end();
    }
}
