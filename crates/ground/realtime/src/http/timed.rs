//! A stream whose peer must read: a write that stands still for too long fails, and with it the connection. Without that a
//! client that asks and never reads holds an answer for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// A stream with a limit on how long a write may stand still. Every byte that gets away starts the time anew.
pub struct Timed<S> {
    stream: S,
    within: Duration,
    /// Runs while a write waits.
    limit: Option<Pin<Box<Sleep>>>,
}

impl<S> Timed<S> {
    /// Writes on `stream` may stand still for `within`.
    pub fn new(stream: S, within: Duration) -> Self {
        Self { stream, within, limit: None }
    }

    /// The stream, without the limit.
    pub fn into_inner(self) -> S {
        self.stream
    }

    fn watch<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.limit = None;
            return written;
        }
        let within = self.within;
        let limit = self.limit.get_or_insert_with(|| Box::pin(tokio::time::sleep(within)));
        match limit.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                metrics::counter!("connections_not_read_total").increment(1);
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the peer does not read")))
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Timed<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Timed<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(written, context)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.watch(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::Timed;

    const WITHIN: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn who_never_reads_is_given_up() {
        let (ours, theirs) = duplex(1_024);
        let mut timed = Timed::new(ours, WITHIN);
        timed.write_all(&[0; 1_024]).await.expect("there was room");
        let begun = tokio::time::Instant::now();
        let refused = timed.write_all(&[0]).await.expect_err("nobody reads");
        assert_eq!(refused.kind(), std::io::ErrorKind::TimedOut);
        assert!((WITHIN..WITHIN + Duration::from_secs(1)).contains(&begun.elapsed()));
        drop(theirs);
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_slowly_gets_everything() {
        let (ours, mut theirs) = duplex(16);
        let writes = async move {
            let mut timed = Timed::new(ours, WITHIN);
            timed.write_all(&[7; 160]).await.expect("it goes on, slowly");
        };
        let reads = async {
            let mut got = Vec::new();
            let mut some = [0; 16];
            while got.len() < 160 {
                let count = theirs.read(&mut some).await.expect("open");
                got.extend_from_slice(&some[..count]);
                // sleep: the clock is paused; this only moves it, to just before the limit
                tokio::time::sleep(WITHIN - Duration::from_secs(1)).await;
            }
            assert_eq!(got, [7; 160]);
        };
        tokio::join!(writes, reads);
    }
}
