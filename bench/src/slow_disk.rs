//! A disk whose flushes take 4 ms more: `strace` holds each `fdatasync` and `fsync` of a process back, and touches no other call.

use std::path::Path;

use anyhow::Context as _;
use tokio::process::Command;

/// The command that runs this bench's own side as a process of its own (see `main.rs`).
const ONCE: &str = "tips-once";

/// Whether there is a strace.
pub(crate) fn is_possible() -> bool {
    std::process::Command::new("strace").arg("-V").output().is_ok_and(|said| said.status.success())
}

/// The same command with every flush held back.
pub(crate) fn under(command: &Command) -> Command {
    let held = command.as_std();
    let mut strace = Command::new("strace");
    strace.args(["--follow-forks", "--seccomp-bpf", "--trace=fdatasync,fsync", "--inject=fdatasync,fsync:delay_enter=4000"]);
    strace.args(["--output=/dev/null", "--"]).arg(held.get_program()).args(held.get_args());
    for (name, value) in held.get_envs() {
        if let Some(value) = value {
            strace.env(name, value);
        }
    }
    if let Some(folder) = held.get_current_dir() {
        strace.current_dir(folder);
    }
    strace
}

/// Our durable tips a second on such a disk.
///
/// # Errors
/// When the process says no figure.
pub(crate) async fn tips_per_second(folder: &Path) -> anyhow::Result<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(ONCE).arg(folder);
    let output = under(&command).output().await?;
    let said = String::from_utf8_lossy(&output.stdout);
    said.trim().parse().with_context(|| format!("no figure: {said}{}", String::from_utf8_lossy(&output.stderr)))
}
