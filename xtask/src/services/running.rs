//! A running set of servers, and a command run beside it: stopped afterwards, whatever happened.

use std::fs;
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal, kill_process};
use tokio::signal::unix::{SignalKind, signal};

use super::postgres::{self, Started};
use super::{VARIABLES, redis};
use crate::{say, time};

/// How long a server may take to stop before it is killed.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// The three servers; dropping it stops them and removes their directories.
pub(crate) struct Running {
    pub(super) servers: Vec<Started>,
}

impl Running {
    /// Starts all three, side by side; `bound` ends them with this process even when it is killed.
    pub(crate) fn start(bound: bool) -> Result<Self> {
        let watch = time::Stopwatch::start();
        let started: Vec<Result<Started>> = if bound {
            // The kernel's parent-death signal belongs to the thread that forked, so the servers start from this one.
            vec![postgres::start(false, bound), postgres::start(true, bound), redis::start(bound)]
        } else {
            std::thread::scope(|scope| {
                let fast = scope.spawn(|| postgres::start(false, bound));
                let durable = scope.spawn(|| postgres::start(true, bound));
                let redis = redis::start(bound);
                vec![fast.join().expect("no panic"), durable.join().expect("no panic"), redis]
            })
        };
        let mut running = Self { servers: Vec::new() };
        let mut failure = None;
        for server in started {
            match server {
                Ok(server) => running.servers.push(server),
                Err(error) => failure = Some(error),
            }
        }
        if let Some(error) = failure {
            return Err(error); // dropping `running` stops those that did start
        }
        say::line(format_args!("services: PostgreSQL (fast and durable) and Redis started in {}", time::spoken(watch.elapsed())));
        Ok(running)
    }

    /// Starts all three unless the environment already names some.
    pub(crate) fn unless_given() -> Result<Option<Self>> {
        if given() { Ok(None) } else { Self::start(true).map(Some) }
    }

    /// The addresses, in the order of [`VARIABLES`].
    pub(crate) fn addresses(&self) -> [&str; VARIABLES.len()] {
        std::array::from_fn(|index| self.servers[index].url.as_str())
    }

    /// The environment for tests: variable and address.
    pub(crate) fn environment(&self) -> impl Iterator<Item = (&'static str, &str)> {
        VARIABLES.into_iter().zip(self.servers.iter().map(|server| server.url.as_str()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for server in &self.servers {
            interrupt(server.child.id());
        }
        for server in &mut self.servers {
            let ended = time::wait_until(STOP_LIMIT, || !matches!(server.child.try_wait(), Ok(None)));
            if !ended {
                let _ = server.child.kill();
                let _ = server.child.wait();
            }
            let _ = fs::remove_dir_all(&server.directory);
        }
    }
}

/// SIGINT: PostgreSQL's fast shutdown, Redis' ordinary one.
pub(super) fn interrupt(pid: u32) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, Signal::INT);
    }
}

/// Servers that somebody else started for us: all three addresses are set.
fn given() -> bool {
    VARIABLES.into_iter().all(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Runs `command` with the addresses in its environment and gives its exit code.
pub(super) fn run_with(mut command: Command) -> Result<ExitCode> {
    let running = Running::unless_given()?;
    if let Some(running) = &running {
        command.envs(running.environment());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let code = runtime.block_on(wait_through_signals(command))?;
    drop(running);
    Ok(ExitCode::from(code))
}

/// Ctrl-C reaches the command by itself (same process group) and SIGTERM is passed on; we outlive both to clean up.
async fn wait_through_signals(command: Command) -> Result<u8> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let name = crate::shell::spelled(&command);
    let mut child = tokio::process::Command::from(command).spawn().with_context(|| format!("cannot start {name}"))?;
    loop {
        let end = tokio::select! {
            status = child.wait() => Some(status?),
            _ = interrupt.recv() => None,
            _ = terminate.recv() => None,
            _ = hangup.recv() => None,
        };
        if let Some(status) = end {
            use std::os::unix::process::ExitStatusExt as _;
            let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
            return Ok(u8::try_from(code).unwrap_or(1));
        }
        if let Some(pid) = child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::TERM);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::wait_through_signals;
    use std::process::Command;

    #[test]
    fn the_status_of_the_command_is_ours() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut command = Command::new("sh");
        command.args(["-c", "exit 7"]);
        assert_eq!(runtime.block_on(wait_through_signals(command)).expect("sh runs"), 7);
        let mut killed = Command::new("sh");
        killed.args(["-c", "kill -9 $$"]);
        assert_eq!(runtime.block_on(wait_through_signals(killed)).expect("sh runs"), 137);
    }
}
