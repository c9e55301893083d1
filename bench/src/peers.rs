//! Where the peers stand, when they are there.

use std::path::PathBuf;

use tokio::process::Command;

/// Sources and builds of the peers, outside of the project.
pub(crate) struct Peers {
    build: PathBuf,
}

impl Peers {
    /// The peers, or none with the reason printed in the table's notes.
    pub(crate) fn find() -> Result<Self, String> {
        let build = std::env::var_os("PEERS_BUILD").map_or_else(|| std::env::temp_dir().join("peers-build"), PathBuf::from);
        if build.join("target/release/loadgen").is_file() {
            return Ok(Self { build });
        }
        Err(format!("No peers in {}: build them (setup.sh of the peers folder) or set PEERS_BUILD.", build.display()))
    }

    /// The load generator.
    pub(crate) fn loadgen(&self) -> Command {
        Command::new(self.build.join("target/release/loadgen"))
    }

    /// The Node Socket.IO peer with its database in `folder`.
    pub(crate) fn node(&self, port: u16, folder: &std::path::Path) -> Command {
        let mut command = Command::new("node");
        command.arg("server.js").current_dir(self.build.join("socketio-node"));
        command.env("PORT", port.to_string()).env("DB", folder.join("peer.db")).env("SYNC", "FULL");
        command
    }

    /// The Node ledger bench.
    pub(crate) fn ledger(&self) -> Command {
        let mut command = Command::new("node");
        command.arg("bench.js").current_dir(self.build.join("ledger-node")).env("PEERS_BUILD", &self.build);
        command
    }

    /// The audience tick in hecs: members a session, sessions, ticks; one run.
    pub(crate) fn hecs(&self, what: [u32; 3]) -> Command {
        let mut command = Command::new(self.build.join("target/release/ecs-hecs"));
        command.args(what.map(|number| number.to_string())).arg("1");
        command
    }

    /// VADER over its seeded chat corpus, one run; `PEERS` is the folder of the peers' sources.
    pub(crate) fn vader(&self, lines: usize) -> Command {
        let mut command = Command::new(self.build.join("venv/bin/python"));
        command.arg("bench.py").args(["--runs", "1", "--n", &lines.to_string()]).current_dir(sources().join("vader"));
        command
    }

    /// That corpus: a label, a tab and a line of chat each.
    pub(crate) async fn chat_corpus(&self, lines: usize) -> anyhow::Result<String> {
        let file = tempfile::NamedTempFile::new()?;
        let mut command = Command::new(self.build.join("venv/bin/python"));
        command.arg("gen_corpus.py").args(["--n", &lines.to_string(), "--out"]).arg(file.path());
        let said = command.current_dir(sources().join("vader")).output().await?;
        anyhow::ensure!(said.status.success(), "gen_corpus.py: {}", String::from_utf8_lossy(&said.stderr));
        Ok(std::fs::read_to_string(file.path())?)
    }

    /// Bytes the Node peer takes on disk.
    pub(crate) fn node_bytes(&self) -> f64 {
        let node = std::process::Command::new("sh").args(["-c", "readlink -f $(command -v node)"]).output();
        let binary = node.ok().map(|out| PathBuf::from(String::from_utf8_lossy(&out.stdout).trim().to_owned()));
        let binary_bytes = binary.and_then(|path| std::fs::metadata(path).ok()).map_or(0, |meta| meta.len());
        #[expect(clippy::cast_precision_loss, reason = "sizes on disk fit a double")]
        let bytes = (binary_bytes + folder_bytes(&self.build.join("socketio-node/node_modules"))) as f64;
        bytes
    }
}

/// Where the peers' sources stand: beside the project unless `PEERS` says otherwise.
fn sources() -> PathBuf {
    std::env::var_os("PEERS").map_or_else(|| PathBuf::from("../shared/peers"), PathBuf::from)
}

fn folder_bytes(folder: &std::path::Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(meta) if meta.is_dir() => folder_bytes(&entry.path()),
            Ok(meta) => meta.len(),
            Err(_) => 0,
        })
        .sum()
}

/// A free port on loopback, free at least a moment ago.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
