//! Running other programs: where the workspace is, whether a program exists, and a command's output seen and read at once.
//!
//! Knows nothing of what the commands mean.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// The root of the workspace: the parent of this crate's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the workspace").to_path_buf()
}

/// The `cargo` that runs us.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// A command in the workspace root, split at spaces: `words("npm ci")`.
pub(crate) fn words(line: &str) -> Command {
    let mut parts = line.split_whitespace();
    let mut command = Command::new(parts.next().expect("a command has a name"));
    command.args(parts).current_dir(root());
    command
}

/// Where cargo builds: `CARGO_TARGET_DIR`, else `target` in the workspace.
pub(crate) fn target_directory() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |set| root().join(set))
}

/// The first directory on `PATH` (or in `extra`) that holds `program`.
pub(crate) fn find(program: &str, extra: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).chain(extra.iter().map(PathBuf::from)).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Runs a command with its output on our terminal; a status other than success is an error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", spelled(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", spelled(command));
    }
    Ok(())
}

/// Runs a command and gives what it wrote to standard output; its errors go to the terminal.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start {}", spelled(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}", spelled(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} wrote something that is not UTF-8", spelled(command)))
}

/// When the output of a watched command is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    AtOnce,
    /// By whoever watched it: another command has the terminal.
    AtTheEnd,
}

/// Runs a command, shows its output as it comes (both streams) if it may, and gives the text and whether it succeeded.
pub(crate) fn watch(command: &mut Command, voice: Voice) -> Result<(String, bool)> {
    let (reader, writer) = std::io::pipe().context("cannot make a pipe")?;
    command.stdout(writer.try_clone().context("cannot share a pipe")?).stderr(writer).stdin(Stdio::null());
    let mut child = command.spawn().with_context(|| format!("cannot start {}", spelled(command)))?;
    // The command holds the writing ends; as long as it lives here too, the reader would wait for ever.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut seen = String::new();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.context("cannot read a command's output")?;
        let line = String::from_utf8_lossy(&line);
        if voice == Voice::AtOnce {
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }
        seen.push_str(&line);
        seen.push('\n');
    }
    let status = child.wait().context("cannot wait for a command")?;
    Ok((seen, status.success()))
}

/// A command as one would type it.
pub(crate) fn spelled(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    std::iter::once(program).chain(command.get_args().map(|arg| arg.to_string_lossy().into_owned())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Voice, find, spelled, watch, words};

    #[test]
    fn a_watched_command_gives_both_streams_and_its_verdict() {
        let mut command = std::process::Command::new("sh");
        command.args(["-c", "echo out; echo err >&2; exit 3"]);
        let (text, success) = watch(&mut command, Voice::AtTheEnd).expect("sh runs");
        assert!(text.contains("out\n") && text.contains("err\n"));
        assert!(!success);
    }

    #[test]
    fn programs_are_found_by_name() {
        assert!(find("sh", &[]).is_some());
        assert!(find("no-such-program-here", &[]).is_none());
    }

    #[test]
    fn commands_are_spelled_as_typed() {
        assert_eq!(spelled(&words("npm run build")), "npm run build");
    }
}
