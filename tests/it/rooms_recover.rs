//! Whoever comes back with the last number they saw gets exactly the rest: connections are cut at random while a room is busy, and
//! what each client has seen is compared with the event log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use footlights_tests::clients::Client;
use footlights_tests::follower::{Edge, Follower};
use footlights_tests::rooms::{Person, person, room, socket, written};
use footlights_tests::{Database, Dice, Server, Setup};
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Messages that are written at least; it goes on until the last cut.
const MESSAGES_MIN: usize = 150;
/// Times each connection is cut.
const CUTS: u64 = 12;

/// A client that is cut now and then, and everything numbered that it has seen.
struct Watcher {
    client: Client,
    room: String,
    seen: Vec<(i64, String)>,
    epoch: Value,
}

impl Watcher {
    async fn enter(server: &Server, who: &Person, room: &str, transports: &[&str]) -> anyhow::Result<Self> {
        let mut client = socket(&server.url(), &who.api.token, transports).await?;
        let joined = client.ask("join", json!({"roomId": room})).await?;
        assert_eq!(joined["ok"], json!(true), "{joined}");
        let snapshot = client.event("snapshot").await?;
        let start = snapshot["sequence"].as_i64().context("a number")?;
        Ok(Self { client, room: room.into(), seen: vec![(start, String::new())], epoch: snapshot["epoch"].clone() })
    }

    fn last(&self) -> i64 {
        self.seen.last().map_or(0, |(sequence, _)| *sequence)
    }

    /// Reads until the next numbered event.
    async fn read_one(&mut self) -> anyhow::Result<()> {
        let line = self.client.next_where("an event", |line| line["on"] == "event" && line["args"][0]["sequence"].is_i64()).await?;
        let frame = &line["args"][0];
        assert_ne!(line["event"], json!("snapshot"), "nothing was too old: {frame}");
        self.seen.push((frame["sequence"].as_i64().context("a number")?, frame["eventId"].as_str().context("an id")?.replace('-', "")));
        Ok(())
    }

    /// The line breaks; the client comes back by itself and says what it has.
    async fn cut(&mut self) -> anyhow::Result<()> {
        self.client.order(&json!({"do": "cut"})).await?;
        self.client.next_of(&["disconnect"]).await?;
        // What had come before the cut counts as seen.
        while let Some(frame) = self.client.take_event(|frame| frame["sequence"].is_i64()) {
            self.seen.push((frame["sequence"].as_i64().context("a number")?, frame["eventId"].as_str().context("an id")?.replace('-', "")));
        }
        self.client.next_of(&["connect"]).await?;
        let again = json!({"roomId": self.room, "lastSequence": self.last(), "epoch": self.epoch});
        let joined = self.client.ask("join", again).await?;
        assert_eq!((&joined["ok"], &joined["recovered"]), (&json!(true), &json!(true)), "{joined}");
        Ok(())
    }
}

/// Writes until it is over, and no less than so many.
fn writing(ana: &Person, room: &str, over: Arc<AtomicBool>) -> JoinSet<anyhow::Result<()>> {
    let (api, path) = (ana.api.clone(), format!("/api/rooms/{room}/chat"));
    let mut writing = JoinSet::new();
    writing.spawn(async move {
        let mut written = 0;
        while written < MESSAGES_MIN || !over.load(Ordering::Relaxed) {
            let sent = api.post(&path, json!({"text": format!("line {written}")})).await?;
            anyhow::ensure!(sent.status.is_success(), "{sent:?}");
            written += 1;
        }
        anyhow::Ok(())
    });
    writing
}

#[tokio::test]
async fn what_was_seen_is_what_was_written() -> anyhow::Result<()> {
    let server = Setup::on(Database::Postgres).start().await?;
    let ana = person(&server, "ana").await?;
    let room = room(&ana, json!({})).await?;
    let mut watching = JoinSet::new();
    let transports: [&[&str]; 3] = [&["websocket"], &["polling"], &["polling", "websocket"]];
    let mut watchers = Vec::new();
    for (n, transports) in transports.into_iter().enumerate() {
        let who = person(&server, &format!("w{n}")).await?;
        watchers.push(Watcher::enter(&server, &who, &room, transports).await?);
    }
    let over = Arc::new(AtomicBool::new(false));
    let writing = writing(&ana, &room, over.clone());
    for (n, mut watcher) in watchers.into_iter().enumerate() {
        watching.spawn(async move {
            let mut dice = Dice::seeded(7 + n as u64);
            for _ in 0..CUTS {
                for _ in 0..dice.below(9) {
                    watcher.read_one().await?;
                }
                watcher.cut().await?;
            }
            anyhow::Ok(watcher)
        });
    }
    let watchers = watching.join_all().await;
    over.store(true, Ordering::Relaxed);
    for wrote in writing.join_all().await {
        wrote?;
    }
    let written = written(&server, &room).await?;
    let last = written.last().context("much was written")?.0;
    for watcher in watchers {
        let mut watcher = watcher?;
        while watcher.last() < last {
            watcher.read_one().await?;
        }
        let start = watcher.seen[0].0;
        let expected: Vec<_> = written.iter().filter(|(sequence, _)| *sequence > start).cloned().collect();
        assert!(expected.len() >= MESSAGES_MIN, "all was written after they came in");
        assert_eq!(watcher.seen[1..], expected, "exactly what was written, each once and in its order");
    }
    Ok(())
}

#[tokio::test]
async fn what_graphql_and_grpc_have_told_is_what_was_written() -> anyhow::Result<()> {
    let server = Setup::on(Database::Postgres).start().await?;
    let ana = person(&server, "ana").await?;
    let room = room(&ana, json!({})).await?;
    let mut followers = Vec::new();
    for edge in [Edge::GraphQl, Edge::GraphQl, Edge::Grpc, Edge::Grpc] {
        followers.push(Follower::begin(edge, &server.address(), &ana.api, &room).await?);
    }
    let over = Arc::new(AtomicBool::new(false));
    let writing = writing(&ana, &room, over.clone());
    let mut following = JoinSet::new();
    for (n, mut follower) in followers.into_iter().enumerate() {
        following.spawn(async move {
            let mut dice = Dice::seeded(11 + n as u64);
            for _ in 0..CUTS {
                for _ in 0..=dice.below(9) {
                    follower.read_one().await?;
                }
                follower.line.cut();
                let (returns, cut_again) = (follower.returns, dice.below(3) == 0);
                while follower.returns == returns {
                    follower.read_one().await?;
                }
                // Now and then the line breaks again before anything was told.
                if cut_again {
                    follower.line.cut();
                }
            }
            anyhow::Ok(follower)
        });
    }
    let followers = following.join_all().await;
    over.store(true, Ordering::Relaxed);
    for wrote in writing.join_all().await {
        wrote?;
    }
    let written = written(&server, &room).await?;
    let last = written.last().context("much was written")?.0;
    for follower in followers {
        let mut follower = follower?;
        while follower.last() < last {
            follower.read_one().await?;
        }
        assert!(follower.returns >= CUTS, "{:?} came back {} times", follower.edge, follower.returns);
        assert_eq!(follower.seen, written, "{:?}: exactly what was written, each once and in its order", follower.edge);
    }
    Ok(())
}
