//! Benches against peers and limits: each area prints one table with peer, ours, ratio and target.
//!
//! Only ratios of one run count: peer and ours alternate, medians of at least three, the spread printed beside.
//! The peers and the load generator stand outside of the project (`PEERS`, built into `PEERS_BUILD`);
//! without them only our own figures are printed, and that is said.

mod analytics;
mod crowd;
mod fanout;
mod graphql;
mod loadgen;
mod median;
mod peers;
mod process;
mod rooms;
mod server;
mod slow_disk;
mod start;
mod table;
mod tips;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Footlights against its peers.
#[derive(Debug, Parser)]
struct Cli {
    /// How often each side runs.
    #[arg(long, default_value_t = 3, global = true)]
    runs: usize,
    #[command(subcommand)]
    area: Option<Area>,
}

#[derive(Debug, Clone, Subcommand)]
enum Area {
    /// Questions to a year of tips, on both databases.
    Analytics,
    /// The audience: ticks of a crowd, moods of chat lines, pulses.
    Crowd,
    /// Sockets: deliveries, acknowledgements, memory, slow readers.
    Fanout {
        /// Only these scenarios: 1000c8 1000c8all 1000x20 10000x2 10000i slow.
        scenarios: Vec<String>,
    },
    /// GraphQL: followers of a room, queries of a full one.
    Graphql,
    /// A full room, and events among many rooms.
    Rooms,
    /// Start time, idle memory, size.
    Start,
    /// Durable tips a second, on both databases.
    Tips,
    /// Our side of the tips alone, as a process that can be held back.
    #[command(hide = true)]
    TipsOnce {
        /// Where its database is made.
        folder: PathBuf,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    rlimit::increase_nofile_limit(u64::MAX)?;
    let areas = cli.area.map_or_else(
        || vec![Area::Start, Area::Tips, Area::Analytics, Area::Crowd, Area::Fanout { scenarios: Vec::new() }, Area::Graphql, Area::Rooms],
        |area| vec![area],
    );
    for area in areas {
        match area {
            Area::Analytics => analytics::run(cli.runs).await?,
            Area::Crowd => crowd::run(cli.runs).await?,
            Area::Fanout { scenarios } => fanout::run(cli.runs, &scenarios).await?,
            Area::Graphql => graphql::run(cli.runs).await?,
            Area::Rooms => rooms::run(cli.runs).await?,
            Area::Start => start::run(cli.runs).await?,
            Area::Tips => tips::run(cli.runs).await?,
            Area::TipsOnce { folder } => tips::run_once(&folder).await?,
        }
    }
    Ok(())
}
