//! The flags of `footlights simulate`.

use std::path::PathBuf;

use clap::Args;

/// `footlights simulate`
#[derive(Debug, Args)]
pub struct Simulate {
    /// The scenario, a TOML file; docs/guides/simulate.md says what is in it.
    pub scenario: PathBuf,
    /// Write figure.svg, figure-light.png, figure-dark.png, curves.csv and report.html into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Play it so often, each time with another seed, and show medians and bands.
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub runs: u32,
    /// Another seed than the scenario's.
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Compare with what the scenario expects, and fail where it is not so.
    #[arg(long)]
    pub check: bool,
    /// Why a member came, stayed, reacted, left: its number, what players know it by, or `someone`, and a moment: `4711@32m`.
    #[arg(long, value_name = "MEMBER@TIME", conflicts_with_all = ["runs", "out", "check", "hashes"])]
    pub explain: Option<String>,
    /// Print a hash of the whole state after every tick, and nothing else.
    #[arg(long, conflicts_with_all = ["runs", "out", "check"])]
    pub hashes: bool,
    /// Threads, 1–256; all cores when not said. The result is the same.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
    /// Seconds of the scenario in a second of ours, for watching; as fast as it goes when not said.
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub speed: Option<u32>,
}
