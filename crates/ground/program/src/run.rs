//! One run of one program.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

/// As much of what it complains of as is kept, in bytes.
const COMPLAINT_BYTES_MAX: usize = 1_024;

/// What to run and within which limits.
#[derive(Debug, Clone)]
pub struct Program {
    /// A path, or a name that is looked up in PATH.
    pub path: PathBuf,
    /// Arguments; never what a user wrote.
    pub args: Vec<String>,
    /// From its start to its end.
    pub time_out: Duration,
    /// The most it may write, in bytes.
    pub output_bytes_max: usize,
}

/// Why there is no output.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// It is not there or may not be run.
    #[error("{path} cannot be started: {reason}")]
    NotStarted {
        /// Which program.
        path: String,
        /// What the system says.
        reason: std::io::Error,
    },
    /// As many wait for a place as may.
    #[error("too many programs wait to be run; try again in a moment")]
    Busy,
    /// It took too long and was ended.
    #[error("{0} took too long")]
    TimedOut(String),
    /// It wrote more than it may and was ended.
    #[error("{path} wrote more than {bytes_max} bytes")]
    TooMuch {
        /// Which program.
        path: String,
        /// The limit.
        bytes_max: usize,
    },
    /// It said that it failed.
    #[error("{path} failed ({status}): {said}")]
    Failed {
        /// Which program.
        path: String,
        /// How it ended.
        status: std::process::ExitStatus,
        /// The beginning of what it complained of.
        said: String,
    },
    /// The pipes to it broke.
    #[error("{path} could not be spoken with: {reason}")]
    Broken {
        /// Which program.
        path: String,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The pool is closed.
    #[error("no more programs are run")]
    Closed,
}

/// A program and everything it started: ends with this value.
struct Running {
    child: Child,
    group: Option<Pid>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // The group outlives its first process when that one has started others; once all have gone there is nobody to end.
        if let Some(group) = self.group {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

pub(crate) async fn run(program: &Program, input: &[u8]) -> Result<Vec<u8>, ProgramError> {
    let path = program.path.display().to_string();
    let mut running = start(program).map_err(|reason| ProgramError::NotStarted { path: path.clone(), reason })?;
    match tokio::time::timeout(program.time_out, speak(&mut running.child, program, input, &path)).await {
        Ok(done) => done,
        Err(_) => Err(ProgramError::TimedOut(path)),
    }
}

fn start(program: &Program) -> std::io::Result<Running> {
    let mut command = Command::new(&program.path);
    command.args(&program.args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Nothing of ours is theirs to know: the environment holds secrets.
    command.env_clear().current_dir("/").process_group(0).kill_on_drop(true);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    let child = command.spawn()?;
    let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
    Ok(Running { child, group })
}

async fn speak(child: &mut Child, program: &Program, input: &[u8], path: &str) -> Result<Vec<u8>, ProgramError> {
    let broken = |reason| ProgramError::Broken { path: path.to_owned(), reason };
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let tell = async {
        if let Some(mut stdin) = stdin {
            // A program that has heard enough closes its ear; how it ends says whether that was right.
            let _ = stdin.write_all(input).await;
        }
    };
    let hear = read(stdout, program.output_bytes_max);
    let complaint = beginning(stderr);
    let ((), output, said) = tokio::join!(tell, hear, complaint);
    let (output, whole) = output.map_err(broken)?;
    if !whole {
        return Err(ProgramError::TooMuch { path: path.to_owned(), bytes_max: program.output_bytes_max });
    }
    let status = child.wait().await.map_err(broken)?;
    if status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    Err(ProgramError::Failed { path: path.to_owned(), status, said })
}

/// The beginning of what it complains of; the rest is heard and forgotten, so that complaining holds nothing up.
async fn beginning(pipe: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let (mut kept, mut piece) = (Vec::new(), [0; COMPLAINT_BYTES_MAX]);
    let Some(mut pipe) = pipe else { return kept };
    // A broken pipe is an end like any other: nothing depends on complaints.
    while let Ok(read @ 1..) = pipe.read(&mut piece).await {
        kept.extend_from_slice(&piece[..read.min(COMPLAINT_BYTES_MAX - kept.len())]);
    }
    kept
}

/// Reads up to so many bytes, and says whether that was all. What is beyond is not read, so the writer stands still.
async fn read(pipe: Option<impl AsyncRead + Unpin>, bytes_max: usize) -> std::io::Result<(Vec<u8>, bool)> {
    let mut bytes = Vec::new();
    let Some(pipe) = pipe else { return Ok((bytes, true)) };
    pipe.take(bytes_max as u64 + 1).read_to_end(&mut bytes).await?;
    let whole = bytes.len() <= bytes_max;
    bytes.truncate(bytes_max);
    Ok((bytes, whole))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Program, ProgramError};
    use crate::Programs;

    fn shell(script: &str) -> Program {
        Program { path: "sh".into(), args: vec!["-c".into(), script.into()], time_out: Duration::from_secs(10), output_bytes_max: 1_000 }
    }

    async fn run(program: &Program, input: &[u8]) -> Result<Vec<u8>, ProgramError> {
        Programs::new(1).run(program, input).await
    }

    #[tokio::test]
    async fn bytes_go_in_and_come_out() {
        assert_eq!(run(&shell("cat"), b"one\0two").await.expect("runs"), b"one\0two");
        assert_eq!(run(&shell("echo deaf"), &vec![b'x'; 1 << 20]).await.expect("need not listen"), b"deaf\n");
        assert_eq!(run(&shell("echo \"[$HOME$FOOTLIGHTS_SECRET_KEY]\""), b"").await.expect("runs"), b"[]\n");
    }

    #[tokio::test]
    async fn one_that_hangs_is_ended_with_everything_it_started() {
        let dir = tempfile::tempdir().expect("a folder");
        let mark = dir.path().join("pid");
        let script = format!("sleep 1000 & echo $! > {}; wait", mark.display());
        let hanging = Program { time_out: Duration::from_millis(500), ..shell(&script) };
        assert!(matches!(run(&hanging, b"").await, Err(ProgramError::TimedOut(_))));
        let child: u32 = std::fs::read_to_string(&mark).expect("it had begun").trim().parse().expect("a process");
        let gone = tokio::time::timeout(Duration::from_secs(5), async {
            while std::fs::read_to_string(format!("/proc/{child}/stat")).is_ok_and(|stat| !stat.contains(") Z ")) {
                tokio::task::yield_now().await;
            }
        });
        gone.await.expect("what it started has ended, too");
    }

    #[tokio::test]
    async fn floods_failures_and_absentees_are_named() {
        assert!(matches!(run(&shell("yes"), b"").await, Err(ProgramError::TooMuch { bytes_max: 1_000, .. })));
        let failed = run(&shell("echo bad >&2; exit 3"), b"").await.expect_err("it says so").to_string();
        assert!(failed.contains("exit status: 3") && failed.ends_with("bad"), "{failed}");
        let absent = Program { path: "/no/such/program".into(), ..shell("") };
        assert!(matches!(run(&absent, b"").await, Err(ProgramError::NotStarted { .. })));
        let chatty = shell("head -c 100000 /dev/zero >&2; echo fine");
        assert_eq!(run(&chatty, b"").await.expect("complaints hold nothing up"), b"fine\n");
    }

    #[tokio::test]
    async fn no_more_run_than_there_are_places() {
        let dir = tempfile::tempdir().expect("a folder");
        let lock = dir.path().join("lock");
        // mkdir succeeds for one at a time only.
        let script = format!("mkdir {0} && cat && rmdir {0}", lock.display());
        let (programs, program) = (Programs::new(1), shell(&script));
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (programs, program) = (programs.clone(), program.clone());
            all.spawn(async move { programs.run(&program, b"x").await });
        }
        for done in all.join_all().await {
            assert_eq!(done.expect("alone"), b"x");
        }
    }
}
