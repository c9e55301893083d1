//! Start time (spawn to first answer, second start), idle memory, size on disk.

use std::time::Duration;

use crate::median::Median;
use crate::peers::{Peers, free_port};
use crate::process::Process;
use crate::server;
use crate::table::{self, Better, Line};

/// Long enough for start-up work to end and caches to settle.
const IDLE: Duration = Duration::from_secs(2);
/// Start time varies most, so it is taken more often.
const STARTS_PER_RUN: usize = 3;

/// Prints the table.
pub(crate) async fn run(runs: usize) -> anyhow::Result<()> {
    let peers = Peers::find();
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    let folder = tempfile::tempdir()?;
    // The first start makes the database; the second and all later ones are what an operator sees.
    our_start(folder.path()).await?;
    for _ in 0..runs * STARTS_PER_RUN {
        if let Ok(peers) = &peers {
            theirs.push(peer_start(peers, folder.path()).await?);
        }
        ours.push(our_start(folder.path()).await?);
    }
    let peer = |figure: fn(&(f64, f64)) -> f64| (!theirs.is_empty()).then(|| Median::of(theirs.iter().map(figure)));
    let line = |what: &str, unit, figure: fn(&(f64, f64)) -> f64, limit| Line {
        what: what.into(),
        unit,
        better: Better::Lower,
        peer: peer(figure),
        ours: Median::of(ours.iter().map(figure)),
        must: None,
        moon: None,
        limit: Some(limit),
    };
    #[expect(clippy::cast_precision_loss, reason = "a file's size fits a double")]
    let size = std::fs::metadata(server::binary()?)?.len() as f64 / f64::from(1 << 20);
    let lines = [
        line("second start to first answer", "ms", |figures| figures.0, 20.0),
        line("idle RSS", "MiB", |figures| figures.1, 25.0),
        Line {
            what: "binary with pages inside".into(),
            unit: "MiB",
            better: Better::Lower,
            peer: peers.as_ref().ok().map(|peers| Median::of([peers.node_bytes() / f64::from(1 << 20)])),
            ours: Median::of([size]),
            must: None,
            moon: None,
            limit: Some(40.0),
        },
    ];
    let notes: Vec<String> = peers.err().into_iter().collect();
    table::print("start (peer: Node Socket.IO 4)", &notes, &lines);
    Ok(())
}

async fn our_start(folder: &std::path::Path) -> anyhow::Result<(f64, f64)> {
    let port = free_port()?;
    measure(server::command(port, folder)?, port, folder).await
}

async fn peer_start(peers: &Peers, folder: &std::path::Path) -> anyhow::Result<(f64, f64)> {
    let port = free_port()?;
    measure(peers.node(port, folder), port, folder).await
}

async fn measure(command: tokio::process::Command, port: u16, folder: &std::path::Path) -> anyhow::Result<(f64, f64)> {
    let process = Process::start(command, &format!("http://127.0.0.1:{port}/healthz"), &folder.join("start.log")).await?;
    tokio::time::sleep(IDLE).await;
    let figures = (process.started_in.as_secs_f64() * 1000.0, process.rss_bytes()? / f64::from(1 << 20));
    process.stop().await?;
    Ok(figures)
}
