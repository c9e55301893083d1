//! What must be on the machine: found, installed by apt where that can be done without asking, or named in one line.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use super::postgres;
use crate::{say, shell};

/// A package and how its presence is told.
type Package = (&'static str, fn() -> bool);

/// What Debian calls the things we need.
const NEEDED: [Package; 5] = [
    ("postgresql", || postgres::programs().is_some()),
    ("redis-server", || shell::find("redis-server", &["/usr/sbin"]).is_some()),
    ("chromium", || ["chromium", "chromium-browser", "google-chrome"].iter().any(|name| shell::find(name, &[]).is_some())),
    ("ffmpeg", || shell::find("ffmpeg", &[]).is_some()),
    ("espeak-ng", || shell::find("espeak-ng", &[]).is_some()),
];

fn missing() -> Vec<&'static str> {
    NEEDED.iter().filter(|(_, present)| !present()).map(|(package, _)| *package).collect()
}

/// The one line that says what to install, or `None` when nothing is missing.
fn present_or_say() -> Option<String> {
    let missing = missing();
    (!missing.is_empty()).then(|| format!("install first: sudo apt-get install {}", missing.join(" ")))
}

/// Installs what is missing when we may (root, or sudo without a password, on a system with apt).
pub(crate) fn ensure() -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    let root = rustix::process::geteuid().is_root();
    let sudo = || Command::new("sudo").args(["-n", "true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if shell::find("apt-get", &[]).is_none() || !(root || sudo()) {
        bail!("{}", present_or_say().unwrap_or_default());
    }
    say::line(format_args!("installing {}", missing.join(" ")));
    let before = clusters();
    let apt = |arguments: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments).stdout(Stdio::null());
        shell::run(&mut command)
    };
    if apt(&["update", "-qq"]).is_err() {
        say::line("apt-get update failed; trying with the lists there are");
    }
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(&missing);
    apt(&install).with_context(|| present_or_say().unwrap_or_default())?;
    stop_new_clusters(&before, root);
    Ok(())
}

/// Debian's package makes a cluster of its own and starts it; nobody asked for one, so what is new is stopped again.
fn clusters() -> Vec<(String, String)> {
    let output = Command::new("pg_lsclusters").arg("--no-header").stderr(Stdio::null()).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().filter_map(cluster).collect()
}

fn cluster(line: &str) -> Option<(String, String)> {
    let mut words = line.split_whitespace();
    Some((words.next()?.to_owned(), words.next()?.to_owned()))
}

fn stop_new_clusters(before: &[(String, String)], root: bool) {
    for (version, name) in clusters().into_iter().filter(|cluster| !before.contains(cluster)) {
        let mut stop = if root { Command::new("pg_ctlcluster") } else { Command::new("sudo") };
        if !root {
            stop.args(["-n", "pg_ctlcluster"]);
        }
        let _ = stop.args([version.as_str(), name.as_str(), "stop"]).stderr(Stdio::null()).status();
    }
}

#[cfg(test)]
mod tests {
    use super::cluster;

    #[test]
    fn clusters_are_read_from_debians_list() {
        assert_eq!(cluster("15  main    5432 down   postgres /var/lib"), Some(("15".to_owned(), "main".to_owned())));
        assert_eq!(cluster(""), None);
    }
}
