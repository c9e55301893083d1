//! An upgraded connection between a client here and its session there: bytes pass, nobody looks at them.

use std::time::Duration;

use footlights_base::Chance;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::watch;

use crate::accept::Admitted;

/// Bytes that may be on their way in one direction.
const BUFFER_BYTES: usize = 8 * 1024;
/// How long the other side may take to end its half once one side has ended.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Both ends, not yet upgraded.
pub(super) struct Pipe {
    /// The client's end.
    pub(super) from: OnUpgrade,
    /// The owner's end.
    pub(super) to: OnUpgrade,
    /// How long either side may be silent, or may not take what it is sent.
    pub(super) quiet: Duration,
    /// The client's connection counts as long as it lives.
    pub(super) _admitted: Option<Admitted>,
}

impl Pipe {
    /// Runs until one side ends or falls silent.
    pub(super) async fn run(self) {
        // An error here is a side that went away before the handshake was through.
        let (Ok(client), Ok(owner)) = tokio::join!(self.from, self.to) else { return };
        join(TokioIo::new(client), TokioIo::new(owner), self.quiet).await;
    }
}

async fn join(client: impl AsyncRead + AsyncWrite, owner: impl AsyncRead + AsyncWrite, quiet: Duration) {
    let (client_in, client_out) = tokio::io::split(client);
    let (owner_in, owner_out) = tokio::io::split(owner);
    let mut up = std::pin::pin!(pump(client_in, owner_out, quiet));
    let mut down = std::pin::pin!(pump(owner_in, client_out, quiet));
    // Who does not end its half in time is cut off; nothing is left to be said.
    let _elapsed = tokio::select! {
        () = &mut up => tokio::time::timeout(LAST_WORDS, down).await,
        () = &mut down => tokio::time::timeout(LAST_WORDS, up).await,
    };
}

/// One direction, until its source ends or one of both stands still; then its target is told the end.
async fn pump(mut source: impl AsyncRead + Unpin, mut target: impl AsyncWrite + Unpin, quiet: Duration) {
    let mut buffer = vec![0; BUFFER_BYTES];
    while let Ok(Ok(count @ 1..)) = tokio::time::timeout(quiet, source.read(&mut buffer)).await {
        if !matches!(tokio::time::timeout(quiet, target.write_all(&buffer[..count])).await, Ok(Ok(()))) {
            return;
        }
    }
    if let Err(error) = target.shutdown().await {
        tracing::trace!(%error, "the other side had ended already");
    }
}

/// Set once this node leaves; from then on everything that passes through it ends at a moment of its own.
#[derive(Default)]
pub(super) struct Leaving(watch::Sender<Option<Duration>>);

impl Leaving {
    pub(super) fn begin(&self, over: Duration) {
        self.0.send_replace(Some(over));
    }

    /// Resolves at a random moment within the time of leaving; never before it has begun.
    pub(super) async fn turn_of(&self, chance: &Chance) {
        let mut said = self.0.subscribe();
        let over = match said.wait_for(Option::is_some).await {
            Ok(over) => over.unwrap_or_default(),
            Err(_gone) => return,
        };
        tokio::time::sleep(over.mul_f64(chance.unit())).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use footlights_base::Chance;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::{BUFFER_BYTES, Leaving, join};

    const QUIET: Duration = Duration::from_secs(50);

    #[tokio::test(start_paused = true)]
    async fn bytes_pass_both_ways_and_an_end_is_passed_on() {
        let ((mut client, here), (there, mut owner)) = (duplex(64), duplex(64));
        let talk = async {
            client.write_all(b"ping").await.expect("written");
            let mut four = [0; 4];
            owner.read_exact(&mut four).await.expect("read");
            assert_eq!(&four, b"ping");
            owner.write_all(b"last words").await.expect("written");
            drop(owner);
            let mut all = Vec::new();
            client.read_to_end(&mut all).await.expect("ended");
            assert_eq!(all, b"last words");
        };
        tokio::join!(join(here, there, QUIET), talk);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_it() {
        let ((client, here), (there, owner)) = (duplex(64), duplex(64));
        let begun = tokio::time::Instant::now();
        join(here, there, QUIET).await;
        assert!((QUIET..QUIET * 2).contains(&begun.elapsed()), "{:?}", begun.elapsed());
        drop((client, owner));
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_does_not_read_ends_it_though_its_owner_speaks() {
        let ((client, here), (there, mut owner)) = (duplex(64), duplex(64));
        let speaks = async {
            let words = vec![0; BUFFER_BYTES];
            while owner.write_all(&words).await.is_ok() {}
        };
        tokio::join!(join(here, there, QUIET), speaks);
        drop(client);
    }

    #[tokio::test(start_paused = true)]
    async fn who_leaves_sends_everybody_away_within_the_time() {
        let (leaving, chance) = (Leaving::default(), Chance::seeded(1));
        let early = tokio::time::timeout(Duration::from_secs(3_600), leaving.turn_of(&chance)).await;
        assert!(early.is_err(), "nobody leaves yet");
        leaving.begin(Duration::from_secs(10));
        let begun = tokio::time::Instant::now();
        for _ in 0..20 {
            leaving.turn_of(&chance).await;
        }
        let mean = begun.elapsed() / 20;
        assert!((Duration::from_secs(2)..Duration::from_secs(8)).contains(&mean), "spread: {mean:?}");
    }
}
