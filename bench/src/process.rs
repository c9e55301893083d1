//! A server under measurement: its own process group, ended by id.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use tokio::process::{Child, Command};

/// How long a server may take to answer at all.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// The kernel's unit of processor time (USER_HZ), the same on all machines we build for.
const TICKS_PER_SECOND: f64 = 100.0;

/// A started server; killed when dropped.
pub(crate) struct Process {
    child: Child,
    /// From spawn to the first answer.
    pub(crate) started_in: Duration,
}

impl Process {
    /// Starts a command and waits until `health` answers.
    #[expect(clippy::disallowed_methods, reason = "a bench measures wall time")]
    pub(crate) async fn start(mut command: Command, health: &str, log: &Path) -> anyhow::Result<Self> {
        let out = std::fs::File::create(log)?;
        command.stdout(Stdio::from(out.try_clone()?)).stderr(Stdio::from(out)).stdin(Stdio::null()).kill_on_drop(true);
        let address = health.trim_start_matches("http://").split('/').next().context("a health address has a host")?.to_owned();
        let began = Instant::now();
        let child = command.spawn().with_context(|| format!("{command:?} does not start"))?;
        while !answers(&address).await {
            if began.elapsed() > ANSWERS_WITHIN {
                bail!("no answer from {health}; see {}", std::fs::read_to_string(log).unwrap_or_default());
            }
            // A poll of half a millisecond is the resolution of the figure.
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
        Ok(Self { child, started_in: began.elapsed() })
    }

    /// The process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("running until stopped")
    }

    /// Resident memory, bytes.
    pub(crate) fn rss_bytes(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kb: f64 = line.split_whitespace().next().context("no figure")?.parse()?;
        Ok(kb * 1024.0)
    }

    /// Processor time it has taken, seconds.
    pub(crate) fn cpu_seconds(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.id()))?;
        // After the name in parentheses; user and system time are the 12th and 13th field of the rest.
        let rest = stat.rsplit_once(')').context("a process has a name")?.1;
        let mut fields = rest.split_whitespace().skip(11);
        let mut ticks = || -> anyhow::Result<f64> { Ok(fields.next().context("a process has times")?.parse()?) };
        Ok((ticks()? + ticks()?) / TICKS_PER_SECOND)
    }

    /// Ends it and waits until it is gone.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        self.child.kill().await?;
        Ok(())
    }
}

/// Whether one plain HTTP request is answered. Written by hand: a client library's start-up would be in the figure.
async fn answers(address: &str) -> bool {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let Ok(mut stream) = tokio::net::TcpStream::connect(address).await else { return false };
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    if stream.write_all(request.as_bytes()).await.is_err() {
        return false;
    }
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.is_ok() && head.starts_with(b"HTTP/1.1 2")
}
