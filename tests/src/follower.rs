//! Somebody who follows a room without a socket of ours, comes back whenever the line breaks, and notes every event once it is told.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::clients::{Client, Library};
use crate::{Api, Line};

/// The subscription of whoever follows by GraphQL.
const ROOM_EVENTS: &str = "subscription($r: ID!, $afterSequence: Long) { roomEvents(roomId: $r, afterSequence: $afterSequence)
    { type sequence eventId } }";
/// How often the client tries to come back.
const RETRIES: u64 = 1_000;

/// By which edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// `roomEvents` over `graphql-transport-ws`, by the library `graphql-ws`.
    GraphQl,
    /// `FollowEvents`, by `grpcio`.
    Grpc,
}

/// A follower and what it has seen: number and id of each event, from the room's first on.
pub struct Follower {
    /// By which edge.
    pub edge: Edge,
    /// What it is connected by.
    pub line: Line,
    /// What it has seen.
    pub seen: Vec<(i64, String)>,
    /// How many times it has come back.
    pub returns: u64,
    client: Client,
    token: String,
    topic: String,
    epoch: Value,
}

impl Follower {
    /// Begins to follow the room at its first event, over a line to the node at this address.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn begin(edge: Edge, address: &str, api: &Api, room: &str) -> anyhow::Result<Self> {
        let line = Line::to(address).await?;
        let library = if edge == Edge::GraphQl { Library::GraphQl } else { Library::Grpc };
        let (client, token, topic) = (Client::start(library)?, api.token.clone(), format!("room:{room}"));
        let mut follower = Self { edge, line, seen: Vec::new(), returns: 0, client, token, topic, epoch: Value::Null };
        let address = follower.line.address();
        match edge {
            Edge::GraphQl => {
                let url = format!("ws://{address}/graphql");
                follower.client.order(&json!({"do": "connect", "url": url, "token": follower.token, "retries": RETRIES})).await?;
                follower.client.next_of(&["connected"]).await?;
                let variables = json!({"r": room, "afterSequence": 0});
                let order = json!({"do": "subscribe", "id": "1", "query": ROOM_EVENTS, "variables": variables, "resumes": true});
                follower.client.order(&order).await?;
            }
            Edge::Grpc => {
                follower.client.order(&json!({"do": "connect", "address": address})).await?;
                follower.client.next_of(&["services"]).await?;
                follower.stream().await?;
            }
        }
        Ok(follower)
    }

    /// The number of the last event it has seen.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.seen.last().map_or(0, |(sequence, _)| *sequence)
    }

    /// Waits for one more event; comes back for it as often as the line breaks.
    ///
    /// # Errors
    /// When none comes, or something that is no event.
    pub async fn read_one(&mut self) -> anyhow::Result<()> {
        let before = self.seen.len();
        while self.seen.len() == before {
            match self.edge {
                Edge::GraphQl => self.read_graphql().await?,
                Edge::Grpc => self.read_grpc().await?,
            }
        }
        Ok(())
    }

    async fn read_graphql(&mut self) -> anyhow::Result<()> {
        // The library comes back by itself, from where the client says it got to.
        let line = self.client.next_of(&["next", "error", "complete", "connected"]).await?;
        if line["on"] == "connected" {
            self.returns += 1;
            return Ok(());
        }
        let told = &line["value"]["data"]["roomEvents"];
        ensure!(line["on"] == "next" && told["type"] != "snapshot", "no event: {line}");
        // Presence has no number.
        if let Some(sequence) = told["sequence"].as_i64() {
            self.seen.push((sequence, id(&told["eventId"])?));
        }
        Ok(())
    }

    async fn read_grpc(&mut self) -> anyhow::Result<()> {
        let line = self.client.next_of(&["message", "ended"]).await?;
        if line["on"] == "ended" {
            ensure!(line["refused"]["status"] == "UNAVAILABLE", "it ended by no broken line: {line}");
            self.returns += 1;
            return self.stream().await;
        }
        let told = &line["message"];
        if let Some(following) = told.get("following") {
            ensure!(self.epoch.is_null() || following["recovered"] == json!(true), "all can be had: {following}");
            self.epoch = following["epoch"].clone();
            return Ok(());
        }
        let event = told.get("event").with_context(|| format!("no event: {line}"))?;
        let sequence = event["sequence"].as_str().context("64 bits are a text in JSON")?.parse()?;
        self.seen.push((sequence, id(&event["id"])?));
        Ok(())
    }

    async fn stream(&mut self) -> anyhow::Result<()> {
        let mut from = json!({"topic": self.topic, "afterSequence": self.last()});
        if !self.epoch.is_null() {
            from["epoch"] = self.epoch.clone();
        }
        let order = json!({"do": "stream", "stream": "room", "service": "footlights.v1.EventService", "method": "FollowEvents",
            "request": {"topics": [from]}, "token": self.token});
        self.client.order(&order).await
    }
}

/// As the log writes it.
fn id(value: &Value) -> anyhow::Result<String> {
    Ok(value.as_str().context("an event has an id")?.replace('-', ""))
}
