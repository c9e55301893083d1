//! Two nodes on one PostgreSQL and one Redis, behind a door that gives each connection to the next one: to see with one's own
//! eyes what happens when a node dies. Everything is thrown away at the end.
//!
//! Owns: starting, the door, and what is said about it. Does not know what the nodes do.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

use crate::services::{self, Running};
use crate::{dist, say, shell};

/// Where people knock; the nodes stand at the ports after it.
const DOOR: &str = "127.0.0.1:7300";
const NODES: [&str; 2] = ["127.0.0.1:7301", "127.0.0.1:7302"];
/// It guards a database that is thrown away.
const ADMIN_PASSWORD: &str = "two-nodes-one-house";

/// Starts it and stays until Ctrl-C.
pub(crate) fn run() -> Result<ExitCode> {
    services::ensure()?;
    dist::pages()?;
    shell::run(shell::cargo().args(["build", "--locked", "--package", "footlights-server"]))?;
    let running = Running::start(true)?;
    let folder = std::env::temp_dir().join(format!("footlights-cluster-{}", std::process::id()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(stand(&running, &folder));
    drop(runtime);
    std::fs::remove_dir_all(&folder).context("the nodes' data could not be removed")?;
    ended.map(|()| ExitCode::SUCCESS)
}

async fn stand(running: &Running, folder: &Path) -> Result<()> {
    let secret = services::password()? + &services::password()?;
    let mut nodes = Vec::new();
    for address in NODES {
        // One after another: the first one migrates.
        nodes.push(node(address, &secret, running, &folder.join(address.replace(':', "-"))).await?);
    }
    let door = TcpListener::bind(DOOR).await.with_context(|| format!("{DOOR} is taken"))?;
    say::line(format_args!("\nhttp://{DOOR} gives each connection to the next of these nodes; sign in as admin, {ADMIN_PASSWORD}"));
    for (child, address) in nodes.iter().zip(NODES) {
        say::line(format_args!("  http://{address}   end it with: kill -9 {}", child.id().unwrap_or_default()));
    }
    for (name, url) in running.environment() {
        say::line(format_args!("  {name}={url}"));
    }
    say::line("Ctrl-C ends everything and throws it away.");
    tokio::select! {
        () = serve(door) => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted.context("cannot hear Ctrl-C"),
    }
}

/// One node that listens, and ends when dropped.
async fn node(address: &str, secret: &str, running: &Running, data: &Path) -> Result<Child> {
    let [_, database, redis] = running.addresses();
    let mut command = Command::new(shell::target_directory().join("debug/footlights"));
    command.args(["serve", "--listen", address, "--data-dir"]).arg(data);
    command.args(["--database-url", database, "--redis-url", redis, "--public-url", &format!("http://{DOOR}")]);
    command.env("FOOTLIGHTS_SECRET_KEY", secret).env("FOOTLIGHTS_ADMIN_PASSWORD", ADMIN_PASSWORD);
    command.stdout(Stdio::piped()).stdin(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().context("cannot start footlights")?;
    let mut lines = BufReader::new(child.stdout.take().context("stdout is piped")?).lines();
    while let Some(line) = lines.next_line().await? {
        if line.contains("listening on") {
            return Ok(child);
        }
    }
    bail!("the node at {address} ended before it listened")
}

/// Gives each connection to the next node that is there.
async fn serve(door: TcpListener) {
    let turns = Arc::new(AtomicUsize::new(0));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = door.accept() => if let Ok((client, _)) = accepted {
                connections.spawn(pass_on(client, turns.clone()));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn pass_on(mut client: TcpStream, turns: Arc<AtomicUsize>) {
    let turn = turns.fetch_add(1, Ordering::Relaxed);
    for address in NODES.iter().cycle().skip(turn % NODES.len()).take(NODES.len()) {
        let address: SocketAddr = address.parse().expect("written above");
        if let Ok(mut node) = TcpStream::connect(address).await {
            // Whoever breaks off first is a client's or a node's affair.
            let _ = copy_bidirectional(&mut client, &mut node).await;
            return;
        }
    }
    say::line("a connection came and no node is there");
}
