//! One throw-away PostgreSQL: `initdb`, start, wait until it answers.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::place;
use crate::{shell, time};

/// How long a server may take from start to its first answer; a cold disk under load needs most of it.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A started server: its process, its directory (removed at stop) and its address.
pub(super) struct Started {
    pub(super) child: Child,
    pub(super) directory: PathBuf,
    pub(super) url: String,
}

/// The folder of PostgreSQL's own programs: Debian keeps them off `PATH`; the newest version wins.
pub(super) fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| {
            let numbered = |path: PathBuf| path.file_name()?.to_str()?.parse().ok().map(|version| (version, path.join("bin")));
            entries.flatten().filter_map(|entry| numbered(entry.path())).collect()
        })
        .unwrap_or_default();
    versions.sort();
    let debian = versions.pop().map(|(_, path)| path);
    debian.filter(|path| path.join("initdb").is_file()).or_else(|| Some(shell::find("initdb", &[])?.parent()?.to_path_buf()))
}

/// Starts one; `durable` keeps fsync on and lives on disk, otherwise everything is given for speed.
pub(super) fn start(durable: bool, bound: bool) -> Result<Started> {
    let programs = programs().context("PostgreSQL is not installed: cargo xtask services install")?;
    let user = place::unprivileged_user()?;
    let name = if durable { "postgres-durable" } else { "postgres-fast" };
    let directory = place::directory(name, durable, user.as_deref())?;
    let password = place::password()?;
    initdb(&programs, user.as_deref(), &directory, &password)?;
    // A free port can be taken by somebody else before the server binds it: another one is tried then.
    for _ in 0..3 {
        let port = place::free_port()?;
        let mut child = spawn(&programs, user.as_deref(), &directory, port, durable, bound)?;
        fs::write(directory.join("pid"), child.id().to_string())?;
        let mut gone = false;
        let ready = time::wait_until(START_LIMIT, || {
            gone = child.try_wait().is_ok_and(|status| status.is_some());
            gone || answers(&programs, port)
        });
        if ready && !gone {
            let url = format!("postgres://footlights:{password}@127.0.0.1:{port}/postgres");
            return Ok(Started { child, directory, url });
        }
        let _ = child.kill();
        let _ = child.wait();
    }
    let log = fs::read_to_string(directory.join("log")).unwrap_or_default();
    let _ = fs::remove_dir_all(&directory);
    bail!("PostgreSQL did not start:\n{log}")
}

/// md5 and not scram: a test opens thousands of connections, and the password guards a throw-away server on loopback.
fn initdb(programs: &Path, user: Option<&str>, directory: &Path, password: &str) -> Result<()> {
    let secret = directory.join("password");
    fs::write(&secret, password)?;
    if let Some(user) = user {
        shell::run(std::process::Command::new("chown").arg(user).arg(&secret))?;
    }
    let output = place::as_user(user, &programs.join("initdb"), false)
        .arg("--pgdata")
        .arg(directory.join("data"))
        .arg("--pwfile")
        .arg(&secret)
        .args(["--username=footlights", "--auth=md5", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
        .output()
        .context("cannot start initdb")?;
    let _ = fs::remove_file(&secret);
    if !output.status.success() {
        bail!("initdb failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

fn spawn(programs: &Path, user: Option<&str>, directory: &Path, port: u16, durable: bool, bound: bool) -> Result<Child> {
    let log = fs::File::create(directory.join("log"))?;
    let mut command = place::as_user(user, &programs.join("postgres"), bound);
    command.arg("-D").arg(directory.join("data")).arg("-p").arg(port.to_string());
    let mut settings = vec!["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300", "shared_buffers=128MB"];
    if !durable {
        settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"]);
        settings.extend(["max_wal_size=512MB", "autovacuum_naptime=1min"]);
    }
    for setting in settings {
        command.arg("-c").arg(setting);
    }
    // A process group of its own: Ctrl-C ends the tests first, then we stop the server.
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
    command.spawn().context("cannot start PostgreSQL")
}

fn answers(programs: &Path, port: u16) -> bool {
    let mut ask = std::process::Command::new(programs.join("pg_isready"));
    ask.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status().is_ok_and(|status| status.success())
}
