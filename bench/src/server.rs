//! Our server under measurement: the release binary with a live session and a token.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::peers::free_port;
use crate::process::Process;

/// By then it has let go of what only starting needed: memory is measured from there.
const SETTLED: Duration = Duration::from_secs(2);
/// Password of the throw-away server.
const PASSWORD: &str = "bench-password-1";

/// The release binary beside this one; a test of this crate stands one folder deeper.
pub(crate) fn binary() -> anyhow::Result<PathBuf> {
    let beside = std::env::current_exe()?.with_file_name("footlights");
    let above = beside.parent().and_then(Path::parent).map(|folder| folder.join("footlights"));
    let found = [Some(beside.clone()), above].into_iter().flatten().find(|path| path.is_file());
    found.with_context(|| format!("{} is missing; `make bench` builds it", beside.display()))
}

/// The command that serves on `port` with its data in `folder`.
pub(crate) fn command(port: u16, folder: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(binary()?);
    command.arg("serve").args(["--listen", &format!("127.0.0.1:{port}")]).arg("--data-dir").arg(folder.join("ours"));
    command.args(["--log-level", "warn", "--set", "writes_per_second=0", "--set", "sign_ins_per_minute=0"]);
    command.env("FOOTLIGHTS_ADMIN_PASSWORD", PASSWORD);
    Ok(command)
}

/// A running server of ours.
pub(crate) struct Ours {
    pub(crate) process: Process,
    pub(crate) port: u16,
    pub(crate) token: String,
    pub(crate) session: String,
}

impl Ours {
    /// Starts it, signs in, starts a session.
    pub(crate) async fn start(folder: &Path) -> anyhow::Result<Self> {
        Self::start_with(folder, &[]).await
    }

    /// The same with settings of its own, `name=value`.
    pub(crate) async fn start_with(folder: &Path, settings: &[&str]) -> anyhow::Result<Self> {
        let port = free_port()?;
        let base = format!("http://127.0.0.1:{port}");
        let mut command = command(port, folder)?;
        command.args(settings.iter().flat_map(|setting| ["--set", setting]));
        let process = Process::start(command, &format!("{base}/healthz"), &folder.join("ours.log")).await?;
        tokio::time::sleep(SETTLED).await;
        #[expect(clippy::disallowed_methods, reason = "a bench asks its own server on loopback")]
        let client = reqwest::Client::new();
        let login = json!({"username": "admin", "password": PASSWORD});
        let signed_in: Value = client.post(format!("{base}/api/auth/login")).json(&login).send().await?.error_for_status()?.json().await?;
        let token = signed_in["accessToken"].as_str().context("a login answers with an access token")?.to_owned();
        let begin = json!({"platform": "other", "title": "bench"});
        let request = client.post(format!("{base}/api/sessions")).bearer_auth(&token).json(&begin);
        let session: Value = request.send().await?.error_for_status()?.json().await?;
        let session = session["id"].as_str().context("a session has an id")?.to_owned();
        Ok(Self { process, port, token, session })
    }

    /// Switches on all that follows from a tip of 100 cents.
    pub(crate) async fn dress(&self) -> anyhow::Result<()> {
        let animation = json!({"minCents": 1, "type": "hearts", "durationMs": 4_000});
        self.ask(Method::PATCH, "settings", json!({"animations": {"enabled": true, "tiers": [animation]}})).await?;
        let goal = json!({"sessionId": self.session, "title": "The hat", "unit": "money", "targetCents": 10_000, "repeating": true});
        self.ask(Method::POST, "goals", goal).await?;
        self.ask(Method::POST, "menu", json!({"name": "A wave", "category": "interaction", "priceCents": 100})).await
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> anyhow::Result<()> {
        #[expect(clippy::disallowed_methods, reason = "a bench asks its own server on loopback")]
        let client = reqwest::Client::new();
        let request = client.request(method, format!("http://127.0.0.1:{}/api/{path}", self.port)).bearer_auth(&self.token).json(&body);
        let answer = request.send().await?;
        let status = answer.status();
        anyhow::ensure!(status.is_success(), "{path}: {status} {}", answer.text().await?);
        Ok(())
    }
}
