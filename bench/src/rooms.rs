//! Rooms: what it costs to be in a full one, and what an event costs among many.
//!
//! Presence: people come into one room until it is full, and then do nothing. Events: a steady stream of messages is spread over few
//! or many rooms, each followed by one socket. There is no peer: what counts is our own limit, and that the cost does not grow.

mod client;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::time::MissedTickBehavior;

use self::client::{Heard, Member};
use crate::median::Median;
use crate::server::Ours;
use crate::table::{self, Better, Line};

/// People who come into one room.
pub(crate) const PEOPLE: [usize; 2] = [2_000, 10_000];
/// Rooms among which a stream of events is spread.
pub(crate) const ROOMS: [usize; 4] = [10, 100, 1_000, 10_000];
/// Events of one run, and how many a second.
pub(crate) const EVENTS: usize = 2_000;
const EVENTS_PER_SECOND: u64 = 200;
/// How long idle people are watched: two heartbeats of the transport.
pub(crate) const HOLD: Duration = Duration::from_secs(50);
/// Sockets that follow the rooms, each its share of them.
const FOLLOWERS: usize = 200;
/// Requests and connections at once.
const AT_ONCE: usize = 32;
/// Resident memory of a connection, KiB.
const KIB_PER_CONNECTION_MAX: f64 = 5.0;
/// Server CPU of one who does nothing, µs a second: a quarter of what a peer's connection costs, and a little for being in a room.
const US_PER_IDLE_MAX: f64 = 1.1;
/// How much more an event may cost in the most rooms than in the fewest, and a join in the fullest room than in the emptiest.
const GROWTH_MAX: f64 = 1.5;
/// How long what was sent may take to arrive.
const WITHIN: Duration = Duration::from_secs(120);
/// What lets ten thousand people of one machine in.
const OPEN: [&str; 2] = ["connections_per_address_max=60000", "rooms_per_developer=20000"];

/// Figures of a room that filled.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Full {
    /// Server CPU of one who comes, µs.
    pub(crate) us_per_join: f64,
    /// Frames `presence` the first one in was told.
    pub(crate) told: f64,
    /// Resident memory of one, KiB.
    pub(crate) kib_per_connection: f64,
    /// Server CPU of one who does nothing, µs a second.
    pub(crate) us_per_idle: f64,
}

/// Prints the tables.
pub(crate) async fn run(runs: usize) -> anyhow::Result<()> {
    let (mut lines, mut joins) = (Vec::new(), Vec::new());
    for people in PEOPLE {
        let mut all = Vec::new();
        for _ in 0..runs {
            let folder = tempfile::tempdir()?;
            all.push(fill(folder.path(), people, HOLD).await?);
        }
        joins.push(Median::of(all.iter().map(|one| one.us_per_join)));
        lines.extend(rows(people, &all));
    }
    lines.push(growth(format!("growth of a join from {} to {} people", PEOPLE[0], PEOPLE[PEOPLE.len() - 1]), &joins));
    table::print("a full room (no peer)", &[], &lines);
    let (mut lines, mut costs) = (Vec::new(), Vec::new());
    for rooms in ROOMS {
        let mut all = Vec::new();
        for _ in 0..runs {
            let folder = tempfile::tempdir()?;
            all.push(spread(folder.path(), rooms, EVENTS).await?);
        }
        let cost = Median::of(all);
        lines.push(line(format!("an event among {rooms} rooms: server CPU"), "µs", cost, None));
        costs.push(cost);
    }
    lines.push(growth(format!("growth from {} to {} rooms", ROOMS[0], ROOMS[ROOMS.len() - 1]), &costs));
    table::print("events among many rooms (no peer)", &[], &lines);
    Ok(())
}

/// How many times the last of these is the first.
fn growth(what: String, costs: &[Median]) -> Line {
    let times = costs.last().zip(costs.first()).map_or(f64::NAN, |(last, first)| last.mid / first.mid);
    line(what, "times", Median { mid: times, min: times, max: times }, Some(GROWTH_MAX))
}

fn rows(people: usize, all: &[Full]) -> [Line; 4] {
    let median = |figure: fn(&Full) -> f64| Median::of(all.iter().map(figure));
    [
        line(format!("{people} in a room: RSS per connection"), "KiB", median(|one| one.kib_per_connection), Some(KIB_PER_CONNECTION_MAX)),
        line(format!("{people} in a room: server CPU per idle member"), "µs/s", median(|one| one.us_per_idle), Some(US_PER_IDLE_MAX)),
        line(format!("{people} in a room: server CPU per join"), "µs", median(|one| one.us_per_join), None),
        line(format!("{people} in a room: presence frames the first one was told"), "frames", median(|one| one.told), None),
    ]
}

fn line(what: String, unit: &'static str, ours: Median, limit: Option<f64>) -> Line {
    Line { what, unit, better: Better::Lower, peer: None, ours, must: None, moon: None, limit }
}

/// People come into one room, and then do nothing.
pub(crate) async fn fill(folder: &Path, people: usize, hold: Duration) -> anyhow::Result<Full> {
    let server = Ours::start_with(folder, &OPEN).await?;
    let house = House::of(&server)?;
    let room = house.open_room().await?;
    let tokens: Vec<String> = stream::iter(0..people).map(|n| house.token(n)).buffer_unordered(AT_ONCE).try_collect().await?;
    let (cpu, rss) = (server.process.cpu_seconds()?, server.process.rss_bytes()?);
    let heard = Arc::new(Heard::default());
    let mut members = vec![Member::connect(server.port, &tokens[0], std::slice::from_ref(&room), heard.clone()).await?];
    let others = stream::iter(&tokens[1..])
        .map(|token| Member::connect(server.port, token, std::slice::from_ref(&room), Arc::default()))
        .buffer_unordered(AT_ONCE);
    members.extend(others.try_collect::<Vec<_>>().await?);
    house.wait_until_present(&room, people).await?;
    let us_per_join = (server.process.cpu_seconds()? - cpu) * 1e6 / as_f64(people);
    let kib_per_connection = (server.process.rss_bytes()? - rss) / 1024.0 / as_f64(people);
    let told = as_f64(heard.presence());
    let before = server.process.cpu_seconds()?;
    // sleep: what is measured is that nothing happens
    tokio::time::sleep(hold).await;
    let us_per_idle = (server.process.cpu_seconds()? - before) * 1e6 / as_f64(people) / hold.as_secs_f64();
    for member in &members {
        anyhow::ensure!(member.is_there(), "somebody was hung up on: the figures do not count");
    }
    drop(members);
    server.process.stop().await?;
    Ok(Full { us_per_join, told, kib_per_connection, us_per_idle })
}

/// A steady stream of messages spread over rooms, each of which one socket follows. Server CPU per event, µs.
pub(crate) async fn spread(folder: &Path, rooms: usize, events: usize) -> anyhow::Result<f64> {
    let server = Ours::start_with(folder, &OPEN).await?;
    let house = House::of(&server)?;
    let ids: Vec<String> = stream::iter(0..rooms).map(|_| house.open_room()).buffer_unordered(AT_ONCE).try_collect().await?;
    let heard = Arc::new(Heard::default());
    let shares: Vec<Vec<String>> =
        (0..FOLLOWERS.min(rooms)).map(|n| ids.iter().skip(n).step_by(FOLLOWERS.min(rooms)).cloned().collect()).collect();
    let following = stream::iter(&shares).map(|share| Member::connect(server.port, &server.token, share, heard.clone()));
    let members: Vec<Member> = following.buffer_unordered(AT_ONCE).try_collect().await?;
    let before = server.process.cpu_seconds()?;
    let mut pace = tokio::time::interval(Duration::from_millis(1_000 / EVENTS_PER_SECOND));
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for n in 0..events {
        pace.tick().await;
        // A step that shares no factor with the number of rooms: all of them have their turn.
        house.say(&ids[n * 7_919 % rooms], n).await?;
    }
    let all = heard.wait_for_messages(events);
    tokio::time::timeout(WITHIN, all).await.with_context(|| format!("{} of {events} were told", heard.messages()))?;
    let cost = (server.process.cpu_seconds()? - before) * 1e6 / as_f64(events);
    anyhow::ensure!(heard.messages() == events, "{} deliveries of {events} events: the figures do not count", heard.messages());
    drop(members);
    server.process.stop().await?;
    Ok(cost)
}

/// What is asked of the server beside the sockets.
struct House {
    client: Client,
    base: String,
    token: String,
}

impl House {
    fn of(server: &Ours) -> anyhow::Result<Self> {
        let client = Client::builder().pool_max_idle_per_host(AT_ONCE).build()?;
        Ok(Self { client, base: format!("http://127.0.0.1:{}", server.port), token: server.token.clone() })
    }

    async fn open_room(&self) -> anyhow::Result<String> {
        let made = self.post("api/rooms", &json!({"name": "Bench", "visibility": "public"})).await?;
        Ok(made["id"].as_str().context("a room has an id")?.to_owned())
    }

    /// A token for one of an app's own users.
    async fn token(&self, n: usize) -> anyhow::Result<String> {
        let name = format!("person {n}");
        let wish = json!({"externalId": name, "displayName": name, "scopes": ["rooms:read", "rooms:write"], "expiresIn": 3_600});
        let issued = self.post("api/tokens", &wish).await?;
        Ok(issued["token"].as_str().context("a token is told once")?.to_owned())
    }

    async fn say(&self, room: &str, n: usize) -> anyhow::Result<()> {
        let text = format!("message {n}, about as long as people write in a chat");
        self.post(&format!("api/rooms/{room}/chat"), &json!({ "text": text })).await.map(drop)
    }

    /// Until the last news of who came has been told, too.
    async fn wait_until_present(&self, room: &str, people: usize) -> anyhow::Result<()> {
        let url = format!("{}/api/rooms/{room}/presence?limit=1", self.base);
        loop {
            let answer: Value = self.client.get(&url).bearer_auth(&self.token).send().await?.error_for_status()?.json().await?;
            if answer["counts"]["present"] == json!(people) {
                break;
            }
            // sleep: the server is another process and tells this one nothing
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        // sleep: comings are told once a second
        tokio::time::sleep(Duration::from_secs(2)).await;
        Ok(())
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.client.post(format!("{}/{path}", self.base)).bearer_auth(&self.token).json(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        anyhow::ensure!(status.is_success(), "{path}: {status} {text}");
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench fit a double")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    /// Small, and on whatever binary there is: that it measures at all.
    #[tokio::test]
    async fn a_small_room_fills_and_a_few_rooms_talk() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let full = super::fill(folder.path(), 30, Duration::from_secs(1)).await?;
        assert!(full.told >= 1.0 && full.told < 30.0, "{full:?}: some were told together");
        assert!(full.us_per_join > 0.0, "{full:?}");
        let folder = tempfile::tempdir()?;
        let cost = super::spread(folder.path(), 12, 50).await?;
        assert!(cost > 0.0, "{cost}");
        Ok(())
    }
}
