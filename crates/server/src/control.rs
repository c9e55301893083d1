//! The control socket: how commands on this machine reach the running server, which alone may touch the data directory.
//!
//! A Unix socket in the data directory with mode 0600: whoever may read the database may use it.
//! One JSON line asks; JSON lines answer: any number of `progress`, then `done` or `failed`.

use std::future::Future;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The longest request line, bytes.
const REQUEST_BYTES_MAX: u64 = 64 * 1024;
/// How long a client may take to send its request.
const REQUEST_WITHIN: Duration = Duration::from_secs(5);
/// How many progress lines may wait for a slow client.
const PROGRESS_WAITING_MAX: usize = 64;

/// What can be asked of a running server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Request {
    /// Write a backup.
    Backup {
        /// The new file, absolute.
        to: PathBuf,
    },
    /// Make an account.
    CreateAccount {
        /// Unique on this installation.
        username: String,
        /// Role words.
        roles: Vec<String>,
        /// The tenant's name.
        tenant: String,
        /// None: make one and answer it.
        password: Option<String>,
    },
    /// List accounts.
    ListAccounts,
    /// Set a password.
    SetPassword {
        /// Whose.
        username: String,
        /// None: make one and answer it.
        password: Option<String>,
    },
    /// Make a tenant.
    CreateTenant {
        /// Its name.
        name: String,
    },
    /// Make the kept sums of tips anew.
    Rebuild,
    /// Make a personal access token.
    CreateToken {
        /// Whose.
        username: String,
        /// What it is for.
        name: String,
        /// What it may do.
        scopes: Vec<String>,
        /// Days until it ends.
        days: Option<u32>,
    },
}

/// One line of an answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reply {
    Progress(String),
    Done(Vec<String>),
    Failed(String),
}

/// Where progress of long work goes.
pub type Progress = mpsc::Sender<String>;

fn socket_path(data_dir: &Path) -> PathBuf {
    data_dir.join("control.sock")
}

/// Serves requests until `stop`. `run` does the work.
///
/// # Errors
/// When the socket cannot be made, for instance because the path is too long for the system.
pub async fn serve<F, R>(data_dir: &Path, stop: CancellationToken, run: F) -> anyhow::Result<()>
where
    F: Fn(Request, Progress) -> R + Clone + Send + 'static,
    R: Future<Output = anyhow::Result<Vec<String>>> + Send + 'static,
{
    let path = socket_path(data_dir);
    // The data directory's lock is ours, so a socket that is still there belongs to nobody.
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).context("an old control socket cannot be removed"),
        _ => {}
    }
    let listener = UnixListener::bind(&path).with_context(|| format!("the control socket {} cannot be made", path.display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    let conversations = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let run = run.clone();
                conversations.spawn(async move {
                    if let Err(error) = converse(stream, run).await {
                        tracing::debug!(%error, "a control conversation ended early");
                    }
                });
            }
            Err(error) => tracing::warn!(%error, "a control connection could not be accepted"),
        }
    }
    conversations.close();
    conversations.wait().await;
    let _gone = std::fs::remove_file(&path);
    Ok(())
}

async fn converse<F, R>(stream: UnixStream, run: F) -> anyhow::Result<()>
where
    F: Fn(Request, Progress) -> R,
    R: Future<Output = anyhow::Result<Vec<String>>>,
{
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    tokio::time::timeout(REQUEST_WITHIN, BufReader::new(read.take(REQUEST_BYTES_MAX)).read_line(&mut line)).await??;
    let request = serde_json::from_str(&line).context("the request is not understood; is the server of another version?")?;
    let (progress, mut steps) = mpsc::channel(PROGRESS_WAITING_MAX);
    let work = run(request, progress);
    tokio::pin!(work);
    // Work once begun runs to its end even when the asker has gone; only the answer is lost.
    let mut listening = true;
    let outcome = loop {
        tokio::select! {
            outcome = work.as_mut() => break outcome,
            Some(step) = steps.recv() => {
                listening = listening && say(&mut write, &Reply::Progress(step)).await.is_ok();
            }
        }
    };
    // What was said just before the end still comes before the end.
    while let Ok(step) = steps.try_recv() {
        say(&mut write, &Reply::Progress(step)).await?;
    }
    let last = match outcome {
        Ok(lines) => Reply::Done(lines),
        Err(error) => Reply::Failed(format!("{error:#}")),
    };
    say(&mut write, &last).await
}

async fn say(write: &mut tokio::net::unix::OwnedWriteHalf, reply: &Reply) -> anyhow::Result<()> {
    let mut line = serde_json::to_vec(reply)?;
    line.push(b'\n');
    Ok(write.write_all(&line).await?)
}

/// Asks the running server. None when no server runs on this data directory.
///
/// # Errors
/// What the server answered, or that it went away in between.
pub async fn ask(data_dir: &Path, request: &Request, mut progress: impl FnMut(&str)) -> anyhow::Result<Option<Vec<String>>> {
    let Ok(mut stream) = UnixStream::connect(socket_path(data_dir)).await else { return Ok(None) };
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    let mut replies = BufReader::new(stream).lines();
    while let Some(line) = replies.next_line().await? {
        match serde_json::from_str(&line)? {
            Reply::Progress(step) => progress(&step),
            Reply::Done(lines) => return Ok(Some(lines)),
            Reply::Failed(detail) => bail!("{detail}"),
        }
    }
    bail!("the server went away before it answered; look at its log, then try again")
}

#[cfg(test)]
mod tests {
    use super::{Request, ask, serve};
    use tokio_util::sync::CancellationToken;

    #[tokio::test]
    async fn a_question_gets_progress_and_an_answer_and_nobody_else_may_ask() {
        let dir = tempfile::tempdir().expect("a folder");
        let stop = CancellationToken::new();
        let serving = serve(dir.path(), stop.clone(), |request, progress| async move {
            progress.send("half way".into()).await.expect("someone listens");
            match request {
                Request::CreateTenant { name } => Ok(vec![format!("made {name}")]),
                _ => anyhow::bail!("not that"),
            }
        });
        let asking = async {
            let mut steps = Vec::new();
            let request = Request::CreateTenant { name: "north".into() };
            // The socket is there as soon as `serve` was first polled, which join! does first.
            let answer = ask(dir.path(), &request, |step| steps.push(step.to_owned())).await.expect("answered");
            assert_eq!(answer.expect("a server"), ["made north"]);
            assert_eq!(steps, ["half way"]);
            let refused = ask(dir.path(), &Request::ListAccounts, |_| {}).await.expect_err("refused");
            assert!(refused.to_string().contains("not that"));
            stop.cancel();
        };
        let (served, ()) = tokio::join!(serving, asking);
        served.expect("served");
        assert!(ask(dir.path(), &Request::ListAccounts, |_| {}).await.expect("no server is no error").is_none());
    }
}
