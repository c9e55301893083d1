//! Building what people start: the pages, then the binary that carries them.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::{say, shell};

/// Vite's lower limit.
const NODE_NEEDED: (u32, u32) = (20, 19);

/// Builds pages and the release binary and says where it lies.
pub(crate) fn release() -> Result<ExitCode> {
    pages()?;
    shell::run(shell::cargo().args(["build", "--release", "--locked", "--package", "footlights-server"]))?;
    let binary = shell::target_directory().join("release/footlights");
    let size = fs::metadata(&binary).context("the build left no binary")?.len();
    say::line(format_args!("{} ({:.1} MB)", binary.display(), size as f64 / 1e6));
    Ok(ExitCode::SUCCESS)
}

/// Builds pages and server and starts the demo in `data/demo`.
///
/// The development profile: a cold release build takes many times as long, and a newcomer waits for the first page.
pub(crate) fn demo() -> Result<ExitCode> {
    pages()?;
    say::line("building the server (the first time takes a few minutes)");
    shell::run(shell::cargo().args(["build", "--locked", "--package", "footlights-server"]))?;
    let data = shell::root().join("data/demo");
    fs::create_dir_all(&data)?;
    say::line("sign in as demo with the password demo-demo; Ctrl-C ends it");
    let mut serve = Command::new(shell::target_directory().join("debug/footlights"));
    serve.args(["serve", "--demo", "--data-dir"]).arg(&data).current_dir(shell::root());
    use std::os::unix::process::CommandExt as _;
    // In our place, so that signals and the terminal are the server's own.
    Err(serve.exec()).context("cannot start footlights")
}

/// `npm ci` when the lock changed since the last time, then the build.
pub(crate) fn pages() -> Result<()> {
    let web = shell::root().join("web");
    if let Some(what) = node_missing(Command::new("node").arg("--version").output().ok().map(|output| output.stdout).as_deref()) {
        bail!("install first: {what}");
    }
    let lock = fs::read(web.join("package-lock.json")).context("web/package-lock.json is missing")?;
    let stamp = web.join("node_modules/.installed-lock");
    if fs::read(&stamp).ok().as_deref() != Some(lock.as_slice()) {
        npm(&web, "npm ci --no-audit --no-fund")?;
        fs::write(&stamp, &lock)?;
    }
    npm(&web, "npm run --silent build")
}

fn npm(web: &Path, line: &str) -> Result<()> {
    shell::run(shell::words(line).current_dir(web).env("npm_config_update_notifier", "false"))
}

/// What to install when Node is missing or too old, from the output of `node --version`.
fn node_missing(version: Option<&[u8]>) -> Option<String> {
    let (major, minor) = NODE_NEEDED;
    let Some(version) = version else { return Some(format!("Node.js {major}.{minor} or newer (https://nodejs.org)")) };
    let text = String::from_utf8_lossy(version).trim().trim_start_matches('v').to_owned();
    let mut numbers = text.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    (found < NODE_NEEDED).then(|| format!("Node.js {major}.{minor} or newer (found {text}; https://nodejs.org)"))
}

#[cfg(test)]
mod tests {
    use super::node_missing;

    #[test]
    fn node_must_be_new_enough() {
        assert_eq!(node_missing(Some(b"v20.20.2\n")), None);
        assert_eq!(node_missing(Some(b"v22.0.0\n")), None);
        assert!(node_missing(Some(b"v20.18.9\n")).expect("too old").contains("found 20.18.9"));
        assert!(node_missing(None).is_some());
    }
}
