//! Where throw-away servers live: directories, ports, passwords, and the user they run as.
//!
//! PostgreSQL refuses to run as root, so under root the servers run as an unprivileged user through `setpriv`,
//! which also asks the kernel to end them when the tool that started them dies.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// Free space a directory in memory must offer before the fast PostgreSQL goes there.
const MEMORY_NEEDED_BYTES: u64 = 2 << 30;

/// Starts of the names of our directories; what follows is the process id of their owner.
const DIRECTORY_PREFIX: &str = "footlights-services-";

/// A user other than root for the servers, or `None` when we are not root ourselves.
pub(super) fn unprivileged_user() -> Result<Option<String>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
    let exists = |name: &str| users.lines().any(|line| line.split(':').next() == Some(name));
    match ["postgres", "nobody"].into_iter().find(|name| exists(name)) {
        Some(name) => Ok(Some(name.to_owned())),
        None => bail!("PostgreSQL refuses to run as root and there is no user postgres or nobody: create one"),
    }
}

/// `program` as the servers' user; with `bound`, it ends (by SIGINT) when we do.
pub(super) fn as_user(user: Option<&str>, program: &Path, bound: bool) -> Command {
    let mut command;
    if user.is_none() && !(bound && shell::find("setpriv", &[]).is_some()) {
        command = Command::new(program);
    } else {
        command = Command::new("setpriv");
        if let Some(user) = user {
            command.arg(format!("--reuid={user}")).arg("--init-groups");
            let group = fs::read_to_string("/etc/passwd").ok().and_then(|users| group_of(&users, user)).unwrap_or_else(|| user.to_owned());
            command.arg(format!("--regid={group}"));
        }
        if bound {
            command.arg("--pdeathsig=INT");
        }
        command.arg("--").arg(program);
    }
    command.env_remove("PGDATA").env_remove("PGPORT").env_remove("PGHOST").env("LC_ALL", "C.UTF-8").current_dir("/");
    command
}

fn group_of(passwd: &str, user: &str) -> Option<String> {
    passwd.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == user).map(|fields| fields[3].to_owned())
}

/// A port nobody listens on now. It may be taken before it is used; starting is tried again then.
pub(super) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("cannot bind a loopback port")?;
    Ok(listener.local_addr()?.port())
}

/// 32 hexadecimal digits from the operating system.
pub(crate) fn password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes)).context("cannot read /dev/urandom")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A new directory for the fast server (in memory when there is room) or for the durable one (on disk), owned by `user`.
pub(super) fn directory(name: &str, durable: bool, user: Option<&str>) -> Result<PathBuf> {
    let parent = if durable { on_disk() } else { in_memory().unwrap_or_else(std::env::temp_dir) };
    sweep(&parent);
    let path = parent.join(format!("{DIRECTORY_PREFIX}{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).with_context(|| format!("cannot create {}", path.display()))?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
    if let Some(user) = user {
        shell::run(Command::new("chown").arg(user).arg(&path))?;
    }
    Ok(path)
}

/// `/var/tmp` is on disk by the file-system standard; `/tmp` often is not, and fsync would prove nothing there.
fn on_disk() -> PathBuf {
    let disk = Path::new("/var/tmp");
    if disk.is_dir() { disk.to_path_buf() } else { std::env::temp_dir() }
}

fn in_memory() -> Option<PathBuf> {
    let path = Path::new("/dev/shm");
    let room = rustix::fs::statvfs(path).ok()?;
    (room.f_bavail * room.f_frsize >= MEMORY_NEEDED_BYTES).then(|| path.to_path_buf())
}

/// Removes directories whose owner died without cleaning up and whose server is gone, too.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(rest) = name.strip_prefix(DIRECTORY_PREFIX) else { continue };
        let owner = rest.split('-').next().and_then(|pid| pid.parse().ok());
        let server = fs::read_to_string(entry.path().join("pid")).ok().and_then(|pid| pid.trim().parse().ok());
        if owner.is_some() && !alive(owner) && !alive(server) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn alive(pid: Option<u32>) -> bool {
    pid.is_some_and(|pid| Path::new("/proc").join(pid.to_string()).exists())
}

#[cfg(test)]
mod tests {
    use super::{free_port, group_of, password};

    #[test]
    fn groups_come_from_the_passwd_line() {
        assert_eq!(group_of("root:x:0:0::/root:/bin/sh\npg:x:101:104::/:/bin/sh", "pg").as_deref(), Some("104"));
        assert_eq!(group_of("root:x:0:0::/root:/bin/sh", "pg"), None);
    }

    #[test]
    fn passwords_and_ports_are_fresh() {
        assert_eq!(password().expect("entropy").len(), 32);
        assert_ne!(password().expect("entropy"), password().expect("entropy"));
        assert_ne!(free_port().expect("a port"), 0);
    }
}
