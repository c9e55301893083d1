//! One throw-away Redis: nothing persisted, loopback only, with a password.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::process::CommandExt as _;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::place;
use super::postgres::Started;
use crate::{shell, time};

const START_LIMIT: Duration = Duration::from_secs(20);

pub(super) fn start(bound: bool) -> Result<Started> {
    let program =
        shell::find("redis-server", &["/usr/sbin", "/usr/local/bin"]).context("Redis is not installed: cargo xtask services install")?;
    let user = place::unprivileged_user()?;
    let directory = place::directory("redis", false, user.as_deref())?;
    let password = place::password()?;
    for _ in 0..3 {
        let port = place::free_port()?;
        let log = fs::File::create(directory.join("log"))?;
        let mut command = place::as_user(user.as_deref(), &program, bound);
        // The settings come on standard input, so that the password is in no process list.
        command.arg("-").stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log).process_group(0);
        let mut child = command.spawn().context("cannot start Redis")?;
        fs::write(directory.join("pid"), child.id().to_string())?;
        let settings = format!(
            "bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave \"\"\nappendonly no\ndaemonize no\ndir {}\n",
            directory.display()
        );
        child.stdin.take().expect("standard input is piped").write_all(settings.as_bytes())?;
        let mut gone = false;
        let ready = time::wait_until(START_LIMIT, || {
            gone = child.try_wait().is_ok_and(|status| status.is_some());
            gone || answers(port, &password)
        });
        if ready && !gone {
            return Ok(Started { child, directory, url: format!("redis://default:{password}@127.0.0.1:{port}/") });
        }
        let _ = child.kill();
        let _ = child.wait();
    }
    let log = fs::read_to_string(directory.join("log")).unwrap_or_default();
    let _ = fs::remove_dir_all(&directory);
    bail!("Redis did not start:\n{log}")
}

fn answers(port: u16, password: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        write!(stream, "AUTH {password}\r\nPING\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(&answer == b"+OK\r\n+PONG\r\n")
    };
    ask().unwrap_or(false)
}
