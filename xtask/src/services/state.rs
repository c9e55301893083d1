//! `services start` and `stop`: servers that outlive the command, remembered in the target directory.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::VARIABLES;
use super::running::{Running, interrupt};
use crate::{say, shell, time};

const STOP_LIMIT: Duration = Duration::from_secs(15);

#[derive(Serialize, Deserialize)]
struct Remembered {
    pid: u32,
    directory: PathBuf,
    url: String,
}

fn file() -> PathBuf {
    shell::target_directory().join("services.json")
}

fn remembered() -> Vec<Remembered> {
    fs::read(file()).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

/// Our server still, and not another process that got its number.
fn alive(server: &Remembered) -> bool {
    let written = fs::read_to_string(server.directory.join("pid")).ok();
    written.is_some_and(|pid| pid.trim() == server.pid.to_string()) && PathBuf::from(format!("/proc/{}", server.pid)).exists()
}

pub(super) fn start() -> Result<()> {
    let mut servers = remembered();
    if servers.len() != VARIABLES.len() || !servers.iter().all(alive) {
        stop()?;
        let running = Running::start(false)?;
        let remember = |server: &super::postgres::Started| Remembered {
            pid: server.child.id(),
            directory: server.directory.clone(),
            url: server.url.clone(),
        };
        servers = running.servers.iter().map(remember).collect();
        fs::create_dir_all(shell::target_directory())?;
        fs::write(file(), serde_json::to_vec_pretty(&servers)?).context("cannot remember the servers")?;
        std::mem::forget(running); // they are meant to outlive this process; `stop` ends them
    }
    for (name, server) in VARIABLES.into_iter().zip(&servers) {
        say::result(format_args!("export {name}='{}'", server.url));
    }
    Ok(())
}

pub(super) fn stop() -> Result<()> {
    let servers = remembered();
    for server in servers.iter().filter(|server| alive(server)) {
        interrupt(server.pid);
    }
    for server in &servers {
        if time::wait_until(STOP_LIMIT, || !alive(server)) {
            let _ = fs::remove_dir_all(&server.directory);
        } else {
            say::line(format_args!("services: process {} does not end; its directory {} stays", server.pid, server.directory.display()));
        }
    }
    match fs::remove_file(file()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).context("cannot forget the servers"),
        _ => Ok(()),
    }
}
