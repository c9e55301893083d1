//! Overlays die at any moment, the server is killed under them, tips keep coming: every alert is seen, twice only when its first
//! showing was not acknowledged, never three times, and each showing sounds once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Api, Database, Server, Setup, wait};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::tip_reaches_overlay::key_of;

/// Overlays open at a time.
const OVERLAYS: usize = 3;
/// Tips in one run.
const TIPS: usize = 48;
/// How often the server is killed in one run.
const KILLS: usize = 3;
/// How long an overlay waits for the answer to its acknowledgement before it takes the server for dead.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// One showing: which alert, which attempt.
type Showing = (String, u64);

/// What all painters together have seen.
#[derive(Default)]
struct Seen {
    /// How many of the screens were dark or the server dead so far: each is a moment after which a repeat may come.
    deaths: usize,
    /// Showings that somebody painted, and after how many deaths for the first time.
    painted: BTreeMap<Showing, usize>,
    /// Showings whose end the server has acknowledged, and after how many deaths.
    ended: BTreeMap<Showing, usize>,
    /// Sounds made by a showing.
    sounds: BTreeMap<Showing, usize>,
    /// How many others each alert was shown with.
    more: BTreeMap<String, u64>,
    /// Frames that came twice to one screen.
    doubled: Vec<Showing>,
}

type Shared = Arc<Mutex<Seen>>;

fn seen(shared: &Shared) -> MutexGuard<'_, Seen> {
    shared.lock().expect("no test panics in here")
}

/// A small generator: the same deaths in every run of a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// One screen: it paints, acknowledges, and dies as the dice fall. What it finished survives it, as in a browser.
struct Screen {
    url: String,
    key: String,
    dice: Dice,
    shared: Shared,
    finished: Vec<Showing>,
    /// How often it was dark.
    died: usize,
    calm: watch::Receiver<bool>,
    stop: watch::Receiver<bool>,
}

impl Screen {
    async fn run(mut self) -> anyhow::Result<()> {
        while !*self.stop.borrow() {
            let Ok(client) =
                Client::connect(Library::JavaScript, &self.url, "/streaming/overlay", json!({"transports": ["websocket"]})).await
            else {
                continue; // The server is dead just now.
            };
            self.live(client).await?;
        }
        Ok(())
    }

    async fn join(&self, client: &mut Client) -> bool {
        let finished: Vec<Value> = self.finished.iter().map(|(id, attempt)| json!([id, attempt])).collect();
        let joined = tokio::time::timeout(ANSWER_WITHIN, client.ask("join_overlay", json!({"overlayKey": self.key, "finished": finished})));
        matches!(joined.await, Ok(Ok(answer)) if answer["ok"] == true)
    }

    /// From joining to death.
    async fn live(&mut self, mut client: Client) -> anyhow::Result<()> {
        let mut frames = BTreeSet::new();
        if !self.join(&mut client).await {
            return Ok(());
        }
        loop {
            let line = tokio::select! {
                _ = self.stop.changed() => return Ok(()),
                line = client.next_where("an alert", |line| line["on"] == "connect" || line["event"] == "alert") => line,
            };
            let Ok(line) = line else { continue }; // Nothing came for a while.
            if line["on"] == "connect" {
                if !self.join(&mut client).await {
                    return Ok(());
                }
                frames.clear();
                continue;
            }
            let frame = &line["args"][0];
            let showing = (frame["alertId"].as_str().expect("an id").to_owned(), frame["attempt"].as_u64().expect("a number"));
            if !frames.insert(showing.clone()) {
                seen(&self.shared).doubled.push(showing);
                continue;
            }
            let calm = *self.calm.borrow();
            // Whoever sees a second attempt paints it: with one more death before that the claim promises nothing.
            let dies_before = !calm && showing.1 == 1 && self.died > 0 && self.dice.roll(8) == 0;
            if dies_before {
                self.die();
                return Ok(());
            }
            self.paint(&showing, frame);
            // The first time for certain, on every screen, so that in every run something has to be repeated.
            if !calm && showing.1 == 1 && (self.died == 0 || self.dice.roll(6) == 0) {
                self.die();
                return Ok(());
            }
            self.finished.push(showing.clone());
            let said = client.ask("alert_finished", json!({"alertId": showing.0, "attempt": showing.1}));
            if matches!(tokio::time::timeout(ANSWER_WITHIN, said).await, Ok(Ok(answer)) if answer["ok"] == true) {
                let mut seen = seen(&self.shared);
                let deaths = seen.deaths;
                seen.ended.entry(showing).or_insert(deaths);
            }
        }
    }

    fn die(&mut self) {
        self.died += 1;
        seen(&self.shared).deaths += 1;
    }

    fn paint(&self, showing: &Showing, frame: &Value) {
        let mut seen = seen(&self.shared);
        let deaths = seen.deaths;
        seen.painted.entry(showing.clone()).or_insert(deaths);
        *seen.sounds.entry(showing.clone()).or_default() += usize::from(frame["sound"] == true);
        let more = frame["payload"]["more"].as_u64().unwrap_or(0);
        seen.more.insert(showing.0.clone(), more);
    }
}

/// Gives tips one after another; each until it is answered, once.
async fn give(api: Api, session: String, from: usize, count: usize, given: Arc<AtomicUsize>) -> anyhow::Result<()> {
    for number in from..from + count {
        let body = json!({"sessionId": session, "amountCents": 100 + number, "tipperName": format!("tipper {number}")});
        loop {
            match api.post_once("/api/tips", &format!("tip-{number}"), &body).await {
                Ok(answer) if answer.status == StatusCode::CREATED => break,
                Ok(answer) if answer.status == StatusCode::CONFLICT || answer.status == StatusCode::SERVICE_UNAVAILABLE => {}
                Ok(answer) => anyhow::bail!("a tip was answered {answer:?}"),
                Err(_) => {}
            }
            // sleep: a client's pause before it tries again
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        given.fetch_add(1, Ordering::SeqCst);
    }
    Ok(())
}

async fn nothing_waits(api: &Api) -> Option<()> {
    for state in ["queued", "showing"] {
        let answer = api.get(&format!("/api/alerts?state={state}")).await.ok()?;
        if answer.status != StatusCode::OK || !answer.body["items"].as_array()?.is_empty() {
            return None;
        }
    }
    Some(())
}

fn acknowledged(shared: &Shared) -> usize {
    seen(shared).ended.len()
}

/// Kills the server a few times, each time a random while after some alert was acknowledged, so that a repeated one is never
/// killed a second time.
async fn kill_the_server(server: &mut Server, shared: &Shared, dice: &mut Dice) -> anyhow::Result<()> {
    for _ in 0..KILLS {
        let goal = acknowledged(shared) + 3;
        wait::until("more acknowledged alerts", || async { (acknowledged(shared) >= goal).then_some(()) }).await;
        // sleep: so that the blow falls anywhere between two acknowledgements
        tokio::time::sleep(Duration::from_millis(dice.roll(600))).await;
        seen(shared).deaths += 1;
        server.kill().await?;
        server.start_again().await?;
    }
    Ok(())
}

async fn every_alert_is_seen(database: Database, seed: u64) -> anyhow::Result<()> {
    let mut server = Setup::on(database).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let quick = json!({"alerts": {"gapMs": 50, "waitingMax": 100, "tip": {"minMs": 2000, "maxMs": 2000}}});
    assert_eq!(api.send(api.request(Method::PATCH, "/api/settings").json(&quick)).await?.status, StatusCode::OK);
    let key = key_of(api.get("/api/overlay?reveal=true").await?.body["url"].as_str().expect("revealed"));
    let (shared, given) = (Shared::default(), Arc::new(AtomicUsize::new(0)));
    let ((calm, is_calm), (stop, is_stopped)) = (watch::channel(false), watch::channel(false));
    let mut screens = tokio::task::JoinSet::new();
    for number in 0..OVERLAYS {
        let (url, key, dice) = (server.url(), key.clone(), Dice(seed + number as u64));
        let (shared, calm, stop) = (shared.clone(), is_calm.clone(), is_stopped.clone());
        screens.spawn(Screen { url, key, dice, shared, finished: Vec::new(), died: 0, calm, stop }.run());
    }
    let mut giving = tokio::task::JoinSet::new();
    giving.spawn(give(api.clone(), session.clone(), 0, TIPS, given.clone()));
    kill_the_server(&mut server, &shared, &mut Dice(seed)).await?;
    while let Some(ended) = giving.join_next().await {
        ended??;
    }
    calm.send_replace(true);
    wait::until("the end of what waits", || nothing_waits(&api)).await;

    // Whatever screens are there now stay: every showing comes to each, and one of them sounds.
    wait::until("an open screen", || connected(&api)).await;
    let before: BTreeSet<Showing> = seen(&shared).painted.keys().cloned().collect();
    give(api.clone(), session, TIPS, 5, given.clone()).await?;
    wait::until("the end of what waits", || nothing_waits(&api)).await;
    wait::until("the last acknowledgements", || async { (seen(&shared).painted.len() >= before.len() + 5).then_some(()) }).await;
    stop.send_replace(true);
    while let Some(ended) = screens.join_next().await {
        ended??;
    }
    judge(&seen(&shared), &before, given.load(Ordering::SeqCst) as u64);
    Ok(())
}

/// Whether an overlay is open; the screens open again by themselves within moments.
async fn connected(api: &Api) -> Option<()> {
    (api.get("/api/overlay").await.ok()?.body["connected"] == true).then_some(())
}

fn judge(seen: &Seen, before: &BTreeSet<Showing>, given: u64) {
    assert_eq!(seen.doubled, [], "a frame came twice to one screen");
    let alerts: BTreeSet<&String> = seen.painted.keys().map(|(id, _)| id).collect();
    let shown: u64 = alerts.iter().map(|id| 1 + seen.more.get(*id).copied().unwrap_or(0)).sum();
    assert_eq!(shown, given, "every tip is seen once, alone or as one more of another");
    for ((id, attempt), deaths) in &seen.painted {
        assert!((1..=2).contains(attempt), "{id} was shown a third time");
        if *attempt == 2 {
            let ended = seen.ended.get(&(id.clone(), 1));
            assert!(ended.is_none_or(|ended| ended >= deaths), "{id} was acknowledged, and came again");
            assert!(*deaths > 0, "{id} came again, and nobody had died");
        }
    }
    for (showing, sounds) in &seen.sounds {
        assert!(*sounds <= 1, "{showing:?} sounded {sounds} times");
        assert!(before.contains(showing) || *sounds == 1, "{showing:?} sounded {sounds} times while nobody died");
    }
    assert!(seen.painted.keys().any(|(_, attempt)| *attempt == 2), "no showing was cut short: the test proves nothing");
}

#[tokio::test]
async fn every_alert_is_seen_on_sqlite() -> anyhow::Result<()> {
    every_alert_is_seen(Database::Sqlite, 7).await
}

#[tokio::test]
async fn every_alert_is_seen_on_postgres() -> anyhow::Result<()> {
    every_alert_is_seen(Database::Postgres, 11).await
}
