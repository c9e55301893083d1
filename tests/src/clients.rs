//! The unmodified clients of others, each in a process of its own, steered by JSON lines.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// How long an expected line may take.
const WITHIN: Duration = Duration::from_secs(20);
/// How long an answer may take before it is asked for again.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// Whose client library.
#[derive(Debug, Clone, Copy)]
pub enum Library {
    /// `socket.io-client` on Node.
    JavaScript,
    /// `python-socketio`.
    Python,
    /// The audit of GraphQL over HTTP and `graphql-ws`, on Node.
    GraphQl,
    /// `grpcio` with reflection, on Python.
    Grpc,
}

/// One client with one socket.
pub struct Client {
    _child: Child,
    orders: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    /// Lines read while something else was waited for.
    seen: Vec<Value>,
    acks: u64,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(name)
}

/// Where installed packages go: beside the test binary, so that the sources stay clean.
fn installed(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a test has a path");
    own.parent().and_then(Path::parent).expect("tests stand in target/PROFILE/deps").join("test-clients").join(name)
}

const NPM: &str = "cp \"$1\"/* . && npm ci --no-audit --no-fund --loglevel=error";
const PIP: &str = "cp \"$1\"/* . && python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt";

/// Installs a client's packages once; a lock file keeps parallel test processes apart.
fn install(library: Library) -> PathBuf {
    static DONE: [OnceLock<PathBuf>; 4] = [const { OnceLock::new() }; 4];
    DONE[library as usize]
        .get_or_init(|| {
            let (name, script) = match library {
                Library::JavaScript => ("js", NPM),
                Library::Python => ("python", PIP),
                Library::GraphQl => ("edges", NPM),
                Library::Grpc => ("grpc", PIP),
            };
            let target = installed(name);
            std::fs::create_dir_all(target.join("new")).expect("the target directory can be written");
            // What is there already counts only when it was made from the same list of packages. The program is put in place
            // whole, since a client of another test may be reading it just now.
            let guarded = format!("stamp=$(cat \"$1\"/*lock.json \"$1\"/requirements.txt 2>/dev/null | cksum); [ \"$(cat done 2>/dev/null)\" = \"$stamp\" ] || {{ {script} && printf %s \"$stamp\" > done; }}; cp \"$1\"/client.* new/ && mv new/client.* .");
            let status = std::process::Command::new("flock")
                .arg(target.join("lock"))
                .args(["sh", "-e", "-c", &guarded, "sh"])
                .arg(folder(name))
                .current_dir(&target)
                .status()
                .expect("flock and sh are there");
            assert!(status.success(), "the packages of the {name} client cannot be installed");
            target
        })
        .clone()
}

impl Client {
    /// Starts a client process; nothing is connected yet.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(library: Library) -> anyhow::Result<Self> {
        let folder = install(library);
        let (runs, program) = match library {
            Library::JavaScript | Library::GraphQl => (PathBuf::from("node"), "client.mjs"),
            Library::Python | Library::Grpc => (folder.join("venv/bin/python"), "client.py"),
        };
        let mut command = Command::new(runs);
        command.arg(program);
        let mut child = command.current_dir(&folder).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let orders = child.stdin.take().context("stdin is piped")?;
        let lines = BufReader::new(child.stdout.take().context("stdout is piped")?).lines();
        Ok(Self { _child: child, orders, lines, seen: Vec::new(), acks: 0 })
    }

    /// Starts a client and connects it; waits until the namespace accepted.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn connect(library: Library, url: &str, namespace: &str, options: Value) -> anyhow::Result<Self> {
        let mut client = Self::start(library)?;
        client.order(&json!({"do": "connect", "url": url, "namespace": namespace, "options": options})).await?;
        let line = client.next_of(&["connect", "connect_error"]).await?;
        if line["on"] == "connect_error" {
            bail!("refused: {line}");
        }
        Ok(client)
    }

    /// Sends one order.
    ///
    /// # Errors
    /// When the process is gone.
    pub async fn order(&mut self, order: &Value) -> anyhow::Result<()> {
        let mut line = order.to_string();
        line.push('\n');
        Ok(self.orders.write_all(line.as_bytes()).await?)
    }

    /// Emits without asking for an acknowledgement.
    ///
    /// # Errors
    /// When the process is gone.
    pub async fn emit(&mut self, event: &str, payload: Value) -> anyhow::Result<()> {
        self.order(&json!({"do": "emit", "event": event, "args": [payload]})).await
    }

    /// Emits and waits for the acknowledgement's first argument.
    ///
    /// # Errors
    /// When none comes.
    pub async fn ask(&mut self, event: &str, payload: Value) -> anyhow::Result<Value> {
        self.acks += 1;
        let wanted = self.acks;
        self.order(&json!({"do": "emit", "event": event, "args": [payload], "ack": wanted})).await?;
        let line = self.next_where(&format!("the acknowledgement of {event}"), |line| line["on"] == "ack" && line["ack"] == wanted).await?;
        Ok(line["answer"][0].clone())
    }

    /// Asks again and again until an acknowledgement comes: what was sent to a node that has died is never answered.
    ///
    /// # Errors
    /// When none comes.
    pub async fn ask_until_answered(&mut self, event: &str, payload: &Value) -> anyhow::Result<Value> {
        let asking = async {
            loop {
                match tokio::time::timeout(ASK_AGAIN, self.ask(event, payload.clone())).await {
                    Ok(answer) => return answer,
                    Err(_elapsed) => {}
                }
            }
        };
        tokio::time::timeout(WITHIN, asking).await.with_context(|| format!("{event} is not answered"))?
    }

    /// The next event of this name; its first argument.
    ///
    /// # Errors
    /// When none comes.
    pub async fn event(&mut self, name: &str) -> anyhow::Result<Value> {
        let line = self.next_where(&format!("the event {name}"), |line| line["on"] == "event" && line["event"] == name).await?;
        Ok(line["args"][0].clone())
    }

    /// The first argument of the oldest event that was read while something else was waited for and matches, if any.
    pub fn take_event(&mut self, matches: impl Fn(&Value) -> bool) -> Option<Value> {
        let at = self.seen.iter().position(|line| line["on"] == "event" && matches(&line["args"][0]))?;
        Some(self.seen.remove(at)["args"][0].clone())
    }

    /// How many lines of this kind came and were not asked for, up to the last answer.
    #[must_use]
    pub fn unasked_lines(&self, kind: &str) -> usize {
        self.seen.iter().filter(|line| line["on"] == kind).count()
    }

    /// The next line about one of these.
    ///
    /// # Errors
    /// When none comes.
    pub async fn next_of(&mut self, kinds: &[&str]) -> anyhow::Result<Value> {
        self.next_where(&kinds.join(" or "), |line| kinds.iter().any(|kind| line["on"] == *kind)).await
    }

    /// The next line that matches; lines in between are kept for later.
    ///
    /// # Errors
    /// When none comes in time; what came instead is in the error.
    pub async fn next_where(&mut self, what: &str, matches: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        if let Some(at) = self.seen.iter().position(&matches) {
            return Ok(self.seen.remove(at));
        }
        let looking = async {
            loop {
                let line = self.lines.next_line().await?.context("the client ended")?;
                let line: Value = serde_json::from_str(&line)?;
                if matches(&line) {
                    return anyhow::Ok(line);
                }
                self.seen.push(line);
            }
        };
        match tokio::time::timeout(WITHIN, looking).await {
            Ok(found) => found,
            Err(_) => bail!("waited in vain for {what}; came instead: {:?}", self.seen),
        }
    }

    /// Everything that came and was not asked for, up to now. A round trip first makes "up to now" mean something.
    ///
    /// # Errors
    /// When the client is gone.
    pub async fn unasked(&mut self, name: &str) -> anyhow::Result<Vec<Value>> {
        // Any refusal is an answer; it comes after all that was sent before.
        self.ask("leave_overlay", json!({"sessionId": "none"})).await?;
        let of_name = |line: &Value| line["on"] == "event" && line["event"] == name;
        let found = self.seen.iter().filter(|line| of_name(line)).map(|line| line["args"][0].clone()).collect();
        self.seen.retain(|line| !of_name(line));
        Ok(found)
    }
}
