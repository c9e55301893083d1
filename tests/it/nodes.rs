//! Several nodes behind a proxy without sticky sessions: a session is reached through any of them, and a dead node's clients
//! come back on another.

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Api, Database, Proxy, Redis, Server, Setup, wait};
use reqwest::StatusCode;
use serde_json::{Value, json};

const TRANSPORTS: [&[&str]; 3] = [&["polling"], &["polling", "websocket"], &["websocket"]];

/// Two nodes on one PostgreSQL and one Redis, and what stands before them.
struct Theatre {
    here: Server,
    there: Server,
    proxy: Proxy,
    api: Api,
    session: String,
    _redis: Redis,
}

impl Theatre {
    async fn open() -> anyhow::Result<Self> {
        let (redis, here, there) = Setup::two_nodes().await?;
        let proxy = Proxy::before(vec![here.address(), there.address()]).await?;
        let api = here.admin().await?;
        let session = api.start_session().await?;
        Ok(Self { here, there, proxy, api, session, _redis: redis })
    }

    /// A client of the session, through the proxy.
    async fn client(&self, transports: &[&str]) -> anyhow::Result<Client> {
        let options = json!({"auth": {"token": self.api.token}, "transports": transports});
        let mut client = Client::connect(Library::JavaScript, &self.proxy.url(), "/streaming", options).await?;
        let joined = client.ask("join_session", json!({"sessionId": self.session})).await?;
        assert_eq!(joined["ok"], true, "{transports:?}: {joined}");
        Ok(client)
    }

    async fn clients(&self) -> anyhow::Result<Vec<Client>> {
        let mut clients = Vec::new();
        for transports in TRANSPORTS {
            for _ in 0..3 {
                clients.push(self.client(transports).await?);
            }
        }
        Ok(clients)
    }

    async fn tip(&self, by: &Server, amount: i64) -> anyhow::Result<()> {
        let answer = self.api.at(&by.url()).post("/api/tips", json!({"amountCents": amount})).await?;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        Ok(())
    }

    /// One tip that all see; as they saw it.
    async fn first_tip(&self, clients: &mut [Client]) -> anyhow::Result<Value> {
        self.tip(&self.here, 1).await?;
        let mut seen = Value::Null;
        for client in clients {
            seen = client.event("tip_received").await?;
            assert_eq!(numbers(&seen), (1, 1));
        }
        Ok(seen)
    }

    /// After a fault: every client is back, has missed nothing since the first tip, and hears what comes next.
    async fn all_are_back(&self, clients: &mut [Client], by: &Server, first: &Value) -> anyhow::Result<()> {
        self.tip(by, 2).await?;
        let again = json!({"sessionId": self.session, "lastSequence": first["sequence"], "epoch": first["epoch"]});
        for client in &mut *clients {
            let joined = client.ask_until_answered("join_session", &again).await?;
            assert_eq!((&joined["ok"], &joined["recovered"]), (&json!(true), &json!(true)), "{joined}");
            assert_eq!(numbers(&client.event("tip_received").await?), (2, 2));
        }
        self.tip(by, 3).await?;
        for client in clients {
            client.next_where("the tip after the fault", |line| numbers(&line["args"][0]) == (3, 3)).await?;
        }
        Ok(())
    }
}

/// Sequence and amount; the tests tip one more each time.
fn numbers(tip: &Value) -> (i64, i64) {
    (tip["sequence"].as_i64().unwrap_or_default(), tip["tip"]["amountCents"].as_i64().unwrap_or_default())
}

/// What a node has counted.
async fn counted(server: &Server, metric: &str) -> anyhow::Result<f64> {
    let http = reqwest::Client::builder().build()?;
    let text = http.get(format!("{}/metrics", server.url())).send().await?.text().await?;
    let line = text.lines().find_map(|line| line.strip_prefix(metric));
    Ok(line.map_or(0.0, |line| line.trim().parse().unwrap_or(f64::NAN)))
}

#[tokio::test]
async fn a_session_is_reached_through_any_node() -> anyhow::Result<()> {
    let theatre = Theatre::open().await?;
    let mut clients = theatre.clients().await?;
    for amount in 1..=10 {
        theatre.tip(if amount % 2 == 0 { &theatre.here } else { &theatre.there }, amount).await?;
    }
    for client in &mut clients {
        for expected in 1..=10 {
            assert_eq!(numbers(&client.event("tip_received").await?), (expected, expected));
        }
    }
    for client in &mut clients[3..6] {
        assert_eq!(client.next_of(&["upgrade"]).await?["transport"], "websocket");
    }
    let (mut passed, mut failed, mut forged) = (0.0, 0.0, 0.0);
    for node in [&theatre.here, &theatre.there] {
        passed += counted(node, "footlights_nodes_passed_on_total{answered=\"yes\"}").await?;
        failed += counted(node, "footlights_nodes_passed_on_total{answered=\"no\"}").await?;
        forged += counted(node, "footlights_nodes_forged_total").await?;
    }
    assert!(passed > 10.0, "the proxy has sent requests to the wrong node: {passed}");
    assert_eq!((failed, forged), (0.0, 0.0));
    for client in &mut clients {
        client.ask("leave_session", json!({"sessionId": theatre.session})).await?;
        assert_eq!(client.unasked_lines("disconnect"), 0, "nobody was sent away");
    }
    Ok(())
}

#[tokio::test]
async fn a_killed_nodes_clients_come_back_on_the_other() -> anyhow::Result<()> {
    let mut theatre = Theatre::open().await?;
    let mut clients = theatre.clients().await?;
    let first = theatre.first_tip(&mut clients).await?;
    theatre.there.kill().await?;
    theatre.all_are_back(&mut clients, &theatre.here, &first).await
}

#[tokio::test]
async fn a_drained_nodes_clients_come_back_on_the_other() -> anyhow::Result<()> {
    let mut theatre = Theatre::open().await?;
    let mut clients = theatre.clients().await?;
    let first = theatre.first_tip(&mut clients).await?;
    theatre.here.terminate().await?;
    theatre.all_are_back(&mut clients, &theatre.there, &first).await
}

#[tokio::test]
async fn nobody_else_comes_in_by_the_nodes_door() -> anyhow::Result<()> {
    let redis = Redis::start().await?;
    let server = Setup::on(Database::Sqlite).with_redis(&redis).start().await?;
    let open = format!("{}/socket.io/?EIO=4&transport=polling", server.url());
    let http = reqwest::Client::builder().build()?;
    for seal in ["", "AAAA", "c2VhbA"] {
        let forged = http.get(&open).header("x-footlights-client", "203.0.113.9").header("x-footlights-seal", seal).send().await?;
        assert_eq!(forged.status(), StatusCode::BAD_REQUEST, "{seal:?}");
    }
    let plain = http.get(&open).header("x-footlights-client", "203.0.113.9").send().await?;
    assert_eq!(plain.status(), StatusCode::OK, "without a seal it is a header like any other");
    let dead = http.get(format!("{open}&sid=00000000000000ab.0.abcdefghijklmnopqrst")).send().await?;
    assert_eq!((dead.status(), dead.text().await?), (StatusCode::BAD_REQUEST, r#"{"code":1,"message":"Session ID unknown"}"#.to_owned()));
    wait::until("the forgeries are counted", || async {
        counted(&server, "footlights_nodes_forged_total").await.ok().filter(|n| *n == 3.0)
    })
    .await;
    Ok(())
}
