//! Sockets: one publisher, many receivers, against Node Socket.IO over the same durable write.

use std::path::Path;

use serde_json::json;

use crate::loadgen::{self, Run};
use crate::median::Median;
use crate::peers::{Peers, free_port};
use crate::process::Process;
use crate::server::Ours;
use crate::table::{self, Better, Line};

const SCENARIOS: [&str; 6] = ["1000c8", ALL, "1000x20", "10000x2", "10000i", "slow"];
/// `1000c8` with everything that follows from a tip: totals, a goal, a match on the menu, an animation, a queued alert. The
/// peer does none of it, and what counts is the cost of a frame.
const ALL: &str = "1000c8all";

/// Runs the scenarios, peer and ours in turn, and prints one table.
pub(crate) async fn run(runs: usize, wanted: &[String]) -> anyhow::Result<()> {
    let mut notes = Vec::new();
    let peers = match Peers::find() {
        Ok(peers) => peers,
        Err(reason) => {
            table::print("fanout", &[format!("{reason} The load generator is among them, so nothing was measured.")], &[]);
            return Ok(());
        }
    };
    let mut lines = Vec::new();
    for scenario in SCENARIOS.iter().filter(|s| wanted.is_empty() || wanted.iter().any(|w| w == *s)) {
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..runs {
            let folder = tempfile::tempdir()?;
            theirs.push(peer_run(&peers, scenario, folder.path()).await?);
            ours.push(our_run(&peers, scenario, folder.path()).await?);
        }
        for (who, set) in [("peer", &theirs), ("ours", &ours)] {
            let faults: f64 = set.iter().map(Run::faults).sum();
            let stumbled = set.iter().map(Run::publisher_error).find(|error| !error.is_empty());
            if faults > 0.0 || stumbled.is_some() {
                notes.push(format!(
                    "{scenario}, {who}: {faults} lost, doubled, disordered or unconnected; {}",
                    stumbled.unwrap_or("publisher well")
                ));
            }
        }
        lines.extend(rows(scenario, &theirs, &ours));
    }
    table::print("fanout (peer: Node Socket.IO 4 + better-sqlite3, FULL)", &notes, &lines);
    Ok(())
}

async fn peer_run(peers: &Peers, scenario: &str, folder: &Path) -> anyhow::Result<Run> {
    let port = free_port()?;
    let process = Process::start(peers.node(port, folder), &format!("http://127.0.0.1:{port}/healthz"), &folder.join("peer.log")).await?;
    let url = format!("ws://127.0.0.1:{port}");
    let run = loadgen::run(peers.loadgen(), scenario, &url, process.id(), &json!({"token": "peer-token"}), "s1").await;
    process.stop().await?;
    run
}

async fn our_run(peers: &Peers, scenario: &str, folder: &Path) -> anyhow::Result<Run> {
    let ours = Ours::start(folder).await?;
    if scenario == ALL {
        ours.dress().await?;
    }
    let url = format!("ws://127.0.0.1:{}", ours.port);
    let run = loadgen::run(peers.loadgen(), scenario, &url, ours.process.id(), &json!({"token": ours.token}), &ours.session).await;
    ours.process.stop().await?;
    run
}

/// A figure of all runs, peer beside ours.
fn row(what: String, unit: &'static str, theirs: &[Run], ours: &[Run], figure: impl Fn(&Run) -> f64) -> Line {
    Line {
        what,
        unit,
        better: Better::Lower,
        peer: Some(Median::of(theirs.iter().map(&figure))),
        ours: Median::of(ours.iter().map(&figure)),
        must: None,
        moon: None,
        limit: None,
    }
}

fn rows(scenario: &str, theirs: &[Run], ours: &[Run]) -> Vec<Line> {
    let cpu = |must, moon| Line {
        must: Some(must),
        moon: Some(moon),
        ..row(format!("{scenario}: server CPU per delivery"), "µs", theirs, ours, |run| run.figure(&["server", "us_cpu_per_msg"]))
    };
    let whole_room = |must: Option<f64>, moon| Line {
        must,
        moon,
        ..row(format!("{scenario}: whole room p99"), "µs", theirs, ours, |run| run.figure(&["room_complete_us", "p99"]))
    };
    let connects = || Line {
        better: Better::Higher,
        must: Some(4.0),
        moon: Some(8.0),
        ..row(format!("{scenario}: connects"), "1/s", theirs, ours, |run| run.figure(&["connects_per_s"]))
    };
    match scenario {
        "1000c8" => vec![
            cpu(4.0, 7.0),
            Line {
                must: Some(2.0),
                moon: Some(20.0),
                ..row("1000c8: ack p50".into(), "µs", theirs, ours, |run| run.figure(&["ack_us", "p50"]))
            },
            whole_room(None, None),
        ],
        ALL => vec![
            Line {
                must: Some(4.0),
                moon: Some(7.0),
                ..row("1000c8, all followers: server CPU per frame".into(), "µs", theirs, ours, Run::cpu_us_per_frame)
            },
            row("1000c8, all followers: frames per tip and receiver".into(), "", theirs, ours, Run::frames_per_delivery),
        ],
        "1000x20" => vec![cpu(1.6, 2.3), whole_room(None, None)],
        "10000x2" => vec![cpu(2.0, 2.7), whole_room(Some(1.25), Some(1.54))],
        "10000i" => vec![
            Line {
                limit: Some(5.0),
                ..row("10000i: RSS per idle connection".into(), "KiB", theirs, ours, |run| {
                    run.figure(&["server", "rss_bytes_per_conn"]) / 1024.0
                })
            },
            Line {
                must: Some(4.0),
                moon: Some(8.0),
                ..row("10000i: idle CPU per connection".into(), "µs/s", theirs, ours, |run| {
                    run.figure(&["server", "cpu_s_idle"]) / run.figure(&["server", "idle_hold_s"]) / run.figure(&["joined"]) * 1e6
                })
            },
            connects(),
            // The generator makes its connections on one core; this is what they cost the server alone.
            row("10000i: server CPU per connect".into(), "µs", theirs, ours, |run| {
                run.figure(&["server", "cpu_s_connect"]) / run.figure(&["joined"]) * 1e6
            }),
        ],
        _ => vec![
            Line {
                limit: Some(16.0),
                ..row("20 of 100 never read: RSS growth".into(), "MiB", theirs, ours, |run| {
                    (run.figure(&["server", "hwm_kb"]) - run.figure(&["server", "rss_kb_joined"])) / 1024.0
                })
            },
            row("20 of 100 never read: the others' p99".into(), "µs", theirs, ours, |run| run.figure(&["lat_us", "p99"])),
        ],
    }
}
