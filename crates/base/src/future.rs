//! Futures behind a pointer, for traits that are kept behind `dyn`.

use std::pin::Pin;

/// A boxed future that may be sent to another thread.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
