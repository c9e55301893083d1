//! The real server as a child process: start, address, signals, restart on the same data.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::{Api, Database, Redis, signal};

/// Password of `admin` on every test server.
pub const ADMIN_PASSWORD: &str = "black-box-password";
/// How long a server may take until it listens.
const LISTENS_WITHIN: Duration = Duration::from_secs(30);
/// How long a drain may take in tests: the setting below and a bit. A thread that sleeps through the stop takes longer.
const ENDS_WITHIN: Duration = Duration::from_secs(9);

/// How a server is started.
#[derive(Debug, Clone)]
pub struct Setup {
    /// On what it keeps its state.
    pub database: Database,
    /// Its Redis, if any.
    pub redis: Option<String>,
    /// More arguments of `serve`.
    pub args: Vec<String>,
    /// More environment.
    pub env: Vec<(String, String)>,
}

impl Setup {
    /// A plain server on this database.
    #[must_use]
    pub fn on(database: Database) -> Self {
        Self { database, redis: None, args: Vec::new(), env: Vec::new() }
    }

    /// As one of several nodes, which share a Redis and a secret.
    #[must_use]
    pub fn with_redis(self, redis: &Redis) -> Self {
        self.with_redis_at(redis.url())
    }

    /// The same with a Redis that is reached at this address, such as by a [`Line`](crate::Line).
    #[must_use]
    pub fn with_redis_at(mut self, url: String) -> Self {
        self.redis = Some(url);
        self.env.push(("FOOTLIGHTS_SECRET_KEY".into(), "5a".repeat(32)));
        self
    }

    /// Two nodes on one PostgreSQL and a Redis of their own, which ends with its handle.
    ///
    /// # Errors
    /// When one of the three does not come to listen.
    pub async fn two_nodes() -> anyhow::Result<(Redis, Server, Server)> {
        let redis = Redis::start().await?;
        let here = Self::on(Database::Postgres).with_redis(&redis).start().await?;
        let there = here.beside().await?;
        Ok((redis, here, there))
    }

    /// With further arguments.
    #[must_use]
    pub fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }

    /// Starts it on a fresh data directory.
    ///
    /// # Errors
    /// When it does not come to listen; the end of its log is in the error.
    pub async fn start(self) -> anyhow::Result<Server> {
        let folder = tempfile::tempdir()?;
        let database_url = self.database.create().await?;
        let mut server = Server { setup: self, folder, database_url, port: 0, child: None };
        server.launch().await?;
        Ok(server)
    }
}

/// A server and its data. Killed when dropped.
pub struct Server {
    setup: Setup,
    folder: TempDir,
    database_url: Option<String>,
    port: u16,
    child: Option<Child>,
}

/// The binary under test.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("FOOTLIGHTS_TEST_BINARY") {
        return path.into();
    }
    let own = std::env::current_exe().expect("a test has a path");
    let path = own.parent().and_then(Path::parent).expect("tests stand in target/PROFILE/deps").join("footlights");
    assert!(path.is_file(), "{} is missing: cargo build -p footlights-server", path.display());
    path
}

impl Server {
    /// Another node: the same database, Redis and secret, its own data directory and port.
    ///
    /// # Errors
    /// When it does not come to listen.
    pub async fn beside(&self) -> anyhow::Result<Self> {
        self.start_beside(self.setup.clone()).await
    }

    /// The same, which reaches Redis at this address.
    ///
    /// # Errors
    /// When it does not come to listen.
    pub async fn beside_with_redis_at(&self, url: String) -> anyhow::Result<Self> {
        self.start_beside(Setup { redis: Some(url), ..self.setup.clone() }).await
    }

    async fn start_beside(&self, setup: Setup) -> anyhow::Result<Self> {
        let mut node = Self { setup, folder: tempfile::tempdir()?, database_url: self.database_url.clone(), port: 0, child: None };
        node.launch().await?;
        Ok(node)
    }

    /// The command `footlights` with this server's data directory and database.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(binary());
        // Nothing of the tester's shell may configure the server.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FOOTLIGHTS_")) {
            command.env_remove(name);
        }
        command.current_dir(self.folder.path()).env("FOOTLIGHTS_DATA_DIR", self.data_dir());
        if let Some(url) = &self.database_url {
            command.env("FOOTLIGHTS_DATABASE_URL", url);
        }
        if let Some(url) = &self.setup.redis {
            command.env("FOOTLIGHTS_REDIS_URL", url);
        }
        command
    }

    async fn launch(&mut self) -> anyhow::Result<()> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log_path())?;
        let mut command = self.command();
        command.arg("serve").args(["--listen", &format!("127.0.0.1:{}", self.port), "--log-format", "json"]).args(&self.setup.args);
        command.env("FOOTLIGHTS_ADMIN_PASSWORD", ADMIN_PASSWORD).env("FOOTLIGHTS_DRAIN_SECONDS", "5");
        command.env("FOOTLIGHTS_SIGN_INS_PER_MINUTE", "0").env("FOOTLIGHTS_WRITES_PER_SECOND", "0");
        command.envs(self.setup.env.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::piped()).stderr(log).stdin(Stdio::null()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("stdout is piped")?).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await? {
                if let Some((_, address)) = line.split_once("listening on http://") {
                    let port = address.trim().rsplit(':').next().context("an address ends in a port")?;
                    return Ok(port.parse::<u16>()?);
                }
            }
            bail!("the server ended before it listened:\n{}", self.log_tail())
        };
        self.port =
            tokio::time::timeout(LISTENS_WITHIN, listening).await.with_context(|| format!("not listening:\n{}", self.log_tail()))??;
        self.child = Some(child);
        Ok(())
    }

    /// `http://127.0.0.1:PORT`
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// `127.0.0.1:PORT`
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Its data directory.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder beside the data, for what a test needs.
    #[must_use]
    pub fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// The URL of its PostgreSQL database, if it has one.
    #[must_use]
    pub fn database_url(&self) -> Option<&str> {
        self.database_url.as_deref()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Everything it logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    /// The process id.
    ///
    /// # Panics
    /// When the server was stopped.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.as_ref().and_then(Child::id).expect("the server runs")
    }

    /// Resident memory, bytes.
    ///
    /// # Panics
    /// When the server does not run.
    #[must_use]
    pub fn rss_bytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("the server runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a process has a size");
        line.split_whitespace().next().expect("a figure").parse::<u64>().expect("a figure") * 1024
    }

    /// Signs in as `admin`.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn admin(&self) -> anyhow::Result<Api> {
        Api::sign_in(&self.url(), "admin", ADMIN_PASSWORD).await
    }

    /// `kill -9`: no drain, no flush, nothing.
    ///
    /// # Errors
    /// When the process cannot be waited for.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("the server runs")?;
        child.kill().await?;
        Ok(())
    }

    /// It does nothing at all from now on: a machine that is too busy, or a cable that is out.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn stall(&self) -> anyhow::Result<()> {
        signal::send(self.child.as_ref().context("the server runs")?, "STOP").await
    }

    /// It goes on after a stall.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn go_on(&self) -> anyhow::Result<()> {
        signal::send(self.child.as_ref().context("the server runs")?, "CONT").await
    }

    /// SIGTERM, then waits for a clean end.
    ///
    /// # Errors
    /// When it does not end in time or with another code than 0.
    pub async fn terminate(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("the server runs")?;
        signal::send(&child, "TERM").await?;
        let status = tokio::time::timeout(ENDS_WITHIN, child.wait()).await.context("the drain takes too long")??;
        if !status.success() {
            bail!("ended with {status}:\n{}", self.log_tail());
        }
        Ok(())
    }

    /// Empties the data directory and takes a fresh database.
    ///
    /// # Errors
    /// When the server still runs or the database cannot be made.
    pub async fn forget_data(&mut self) -> anyhow::Result<()> {
        anyhow::ensure!(self.child.is_none(), "stop the server first");
        std::fs::remove_dir_all(self.data_dir())?;
        self.database_url = self.setup.database.create().await?;
        Ok(())
    }

    /// Starts again on the same data and the same port.
    ///
    /// # Errors
    /// When it does not come to listen.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        self.launch().await
    }
}
