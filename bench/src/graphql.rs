//! GraphQL: `roomEvents` to a thousand followers, against Node's `graphql-ws`, and what a query of a full room costs.
//!
//! Ours commits every message before it is told; the peer keeps its room in memory. CPU is the server's alone.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio_tungstenite::MaybeTlsStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::median::Median;
use crate::peers::free_port;
use crate::process::Process;
use crate::server::Ours;
use crate::table::{self, Better, Line};

/// Followers of the room.
const FOLLOWERS: usize = 1_000;
/// Messages each of them is told.
const MESSAGES: usize = 200;
/// Participants of the room that is queried.
const PARTICIPANTS: usize = 50;
/// Queries of it.
const QUERIES: usize = 500;
/// How long all deliveries may take.
const WITHIN: Duration = Duration::from_secs(120);
const FOLLOW: &str =
    "subscription($r: ID!) { roomEvents(roomId: $r) { type sequence occurredAt message { id displayName text createdAt } } }";
const QUERY: &str = "query($r: ID!) { room(id: $r) { id name status owner { displayName } participants(first: 50) { nodes { accountId displayName role status handRaised onStage joinedAt } pageInfo { hasNextPage } } } }";

type Socket = tokio_tungstenite::WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// Figures of one run.
#[derive(Default)]
struct Run {
    us_per_delivery: f64,
    kib_per_connection: f64,
    missing: usize,
}

/// Runs both, peer and ours in turn, and prints one table.
pub(crate) async fn run(runs: usize) -> anyhow::Result<()> {
    let (mut theirs, mut ours, mut queries, mut notes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        let folder = tempfile::tempdir()?;
        match peer(folder.path()).await {
            Ok(run) => theirs.push(run),
            Err(error) => notes.push(format!("No peer: {error:#}.")),
        }
        let server = Ours::start(folder.path()).await?;
        let room = open_room(&server, "public").await?;
        let say = format!("http://127.0.0.1:{}/api/rooms/{room}/chat", server.port);
        ours.push(follow(&server.process, server.port, &server.token, &room, &say, 1).await?);
        queries.push(query(&server).await?);
        server.process.stop().await?;
    }
    let missing: usize = theirs.iter().chain(&ours).map(|run| run.missing).sum();
    if missing > 0 {
        notes.push(format!("{missing} deliveries were lost: the figures do not count."));
    }
    let peer = |figure: fn(&Run) -> f64| (!theirs.is_empty()).then(|| Median::of(theirs.iter().map(figure)));
    let line =
        |what: String, unit, peer, ours, must, limit| Line { what, unit, better: Better::Lower, peer, ours, must, moon: None, limit };
    let lines = [
        line(
            format!("roomEvents to {FOLLOWERS}: server CPU per delivery"),
            "µs",
            peer(|run| run.us_per_delivery),
            Median::of(ours.iter().map(|run| run.us_per_delivery)),
            Some(2.0),
            None,
        ),
        line(
            "RSS per following connection".into(),
            "KiB",
            peer(|run| run.kib_per_connection),
            Median::of(ours.iter().map(|run| run.kib_per_connection)),
            None,
            Some(40.0),
        ),
        line(
            format!("a room with {PARTICIPANTS} participants: server CPU per query"),
            "µs",
            None,
            Median::of(queries),
            None,
            Some(2_000.0),
        ),
    ];
    table::print("graphql (peer: Node graphql-ws 6 + ws 8, in memory)", &notes, &lines);
    Ok(())
}

/// The peer, installed beside the other builds when it is not there yet.
async fn peer(folder: &Path) -> anyhow::Result<Run> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/graphql-ws");
    let build = std::env::var_os("PEERS_BUILD").map_or_else(|| std::env::temp_dir().join("peers-build"), Into::into).join("graphql-ws");
    if !build.join("node_modules").is_dir() {
        std::fs::create_dir_all(&build)?;
        for file in ["package.json", "package-lock.json", "server.mjs"] {
            std::fs::copy(source.join(file), build.join(file))?;
        }
        let status = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&build).stdout(Stdio::null()).status().await?;
        anyhow::ensure!(status.success(), "npm ci in {} failed", build.display());
    }
    let port = free_port()?;
    let mut command = Command::new("node");
    command.arg(build.join("server.mjs")).env("PORT", port.to_string());
    let process = Process::start(command, &format!("http://127.0.0.1:{port}/healthz"), &folder.join("peer.log")).await?;
    let run = follow(&process, port, "nobody", "room", &format!("http://127.0.0.1:{port}/say"), 0).await;
    process.stop().await?;
    run
}

/// All follow, one writes as fast as it is answered. `greetings` are messages that come before the first event.
async fn follow(process: &Process, port: u16, token: &str, room: &str, say: &str, greetings: usize) -> anyhow::Result<Run> {
    let before = process.rss_bytes()?;
    let mut sockets = Vec::with_capacity(FOLLOWERS);
    for _ in 0..FOLLOWERS {
        let mut socket = open(port, token, room).await?;
        for _ in 0..greetings {
            next(&mut socket).await?;
        }
        sockets.push(socket);
    }
    if greetings == 0 {
        // Nothing says when the peer follows: it has once it has answered what came after.
        for socket in &mut sockets {
            socket.send(Message::text(r#"{"type":"ping"}"#)).await?;
            anyhow::ensure!(next(socket).await?["type"] == "pong", "a ping is answered");
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let connections = FOLLOWERS as f64;
    let kib_per_connection = (process.rss_bytes()? - before) / connections / 1024.0;
    let cpu = process.cpu_seconds()?;
    let mut reading = JoinSet::new();
    for mut socket in sockets {
        reading.spawn(async move {
            let mut told = 0;
            while told < MESSAGES && next(&mut socket).await.is_ok() {
                told += 1;
            }
            told
        });
    }
    let client = Client::builder().build()?;
    for n in 0..MESSAGES {
        let body = json!({"text": format!("message {n}, about as long as people write in a chat")});
        client.post(say).bearer_auth(token).json(&body).send().await?.error_for_status()?;
    }
    let mut told = 0;
    let all = async {
        while let Some(one) = reading.join_next().await {
            told += one.unwrap_or(0);
        }
    };
    let in_time = tokio::time::timeout(WITHIN, all).await;
    let missing = FOLLOWERS * MESSAGES - told;
    anyhow::ensure!(in_time.is_ok(), "{missing} deliveries did not come");
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let deliveries = (FOLLOWERS * MESSAGES) as f64;
    Ok(Run { us_per_delivery: (process.cpu_seconds()? - cpu) * 1e6 / deliveries, kib_per_connection, missing })
}

async fn open(port: u16, token: &str, room: &str) -> anyhow::Result<Socket> {
    let mut request = format!("ws://127.0.0.1:{port}/graphql").into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse()?);
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await?;
    let init = json!({"type": "connection_init", "payload": {"Authorization": format!("Bearer {token}")}});
    socket.send(Message::text(init.to_string())).await?;
    anyhow::ensure!(next(&mut socket).await?["type"] == "connection_ack", "let in");
    let subscribe = json!({"id": "1", "type": "subscribe", "payload": {"query": FOLLOW, "variables": {"r": room}}});
    socket.send(Message::text(subscribe.to_string())).await?;
    Ok(socket)
}

async fn next(socket: &mut Socket) -> anyhow::Result<Value> {
    loop {
        match socket.next().await.context("the socket is open")?? {
            Message::Text(text) => return Ok(serde_json::from_str(&text)?),
            Message::Ping(_) | Message::Pong(_) => {}
            other => anyhow::bail!("no message: {other:?}"),
        }
    }
}

async fn open_room(server: &Ours, visibility: &str) -> anyhow::Result<String> {
    let made = post(server, &server.token, "api/rooms", &json!({"name": "Bench", "visibility": visibility})).await?;
    Ok(made["id"].as_str().context("a room has an id")?.to_owned())
}

async fn post(server: &Ours, token: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
    let client = Client::builder().build()?;
    let answer = client.post(format!("http://127.0.0.1:{}/{path}", server.port)).bearer_auth(token).json(body).send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    anyhow::ensure!(status.is_success(), "{path}: {status} {text}");
    Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// Server CPU of one query of a full room, µs.
async fn query(server: &Ours) -> anyhow::Result<f64> {
    let room = open_room(server, "public").await?;
    for n in 1..PARTICIPANTS {
        let (username, password) = (format!("person{n}"), "bench-password-2");
        post(server, &server.token, "api/accounts", &json!({"username": username, "password": password, "displayName": username})).await?;
        let signed_in = post(server, "", "api/auth/login", &json!({"username": username, "password": password})).await?;
        let token = signed_in["accessToken"].as_str().context("a login answers with an access token")?;
        post(server, token, &format!("api/rooms/{room}/join"), &json!({})).await?;
    }
    let asked = json!({"query": QUERY, "variables": {"r": room}});
    let found = post(server, &server.token, "graphql", &asked).await?;
    let people = found["data"]["room"]["participants"]["nodes"].as_array().map_or(0, Vec::len);
    anyhow::ensure!(people == PARTICIPANTS, "{people} participants: {found}");
    let client = Client::builder().build()?;
    let before = server.process.cpu_seconds()?;
    for _ in 0..QUERIES {
        let request = client.post(format!("http://127.0.0.1:{}/graphql", server.port)).bearer_auth(&server.token).json(&asked);
        request.send().await?.error_for_status()?.bytes().await?;
    }
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let queries = QUERIES as f64;
    Ok((server.process.cpu_seconds()? - before) * 1e6 / queries)
}
