//! A publisher that does not wait for answers: its tips count in the order in which they were sent, each once, and are
//! answered in that order, however many are committed together.

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Database, Setup};
use serde_json::{Value, json};

const TIPS: usize = 60;

async fn in_the_order_sent(database: Database) -> anyhow::Result<()> {
    let server = Setup::on(database).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let options = json!({"transports": ["websocket"]});
    let mut overlay = Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", options.clone()).await?;
    overlay.ask("join_overlay", json!({"sessionId": session})).await?;
    let options = json!({"transports": ["websocket"], "auth": {"token": api.token}});
    let mut publisher = Client::connect(Library::JavaScript, &server.url(), "/streaming", options).await?;

    for number in 0..TIPS {
        let mut tip = json!({"sessionId": session, "amountCents": number + 1, "message": number.to_string()});
        // One that is refused among them, and one that is the same as the one before.
        match number {
            7 => tip["amountCents"] = 0.into(),
            20 | 21 => (tip["amountCents"], tip["message"], tip["idempotencyKey"]) = (21.into(), "20".into(), "twice".into()),
            // What tokens are worth is looked up first.
            30 => (tip["amountCents"], tip["amountTokens"]) = (Value::Null, 100.into()),
            _ => {}
        }
        publisher.order(&json!({"do": "emit", "event": "add_tip", "args": [tip], "ack": number})).await?;
    }
    let mut answers: Vec<Value> = Vec::new();
    for number in 0..TIPS {
        let line = publisher.next_of(&["ack"]).await?;
        assert_eq!(line["ack"], number, "answers come in the order of the questions");
        answers.push(line["answer"][0].clone());
    }
    assert_eq!(answers[7]["error"]["code"], "invalid_fields", "{}", answers[7]);
    assert_eq!(answers[20]["tip"]["id"], answers[21]["tip"]["id"], "the same key is the same tip");

    let counted: Vec<usize> = (0..TIPS).filter(|number| ![7, 21].contains(number)).collect();
    let mut total: i64 = 0;
    for (at, number) in counted.iter().enumerate() {
        total += answers[*number]["tip"]["amountCents"].as_i64().unwrap_or_else(|| panic!("{}", answers[*number]));
        assert_eq!(answers[*number]["sessionTotals"]["totalTipsCents"], total, "{}", answers[*number]);
        let seen = overlay.event("tip_received").await?;
        assert_eq!((&seen["tip"]["message"], &seen["sequence"]), (&json!(number.to_string()), &json!(at + 1)));
    }
    // The last state always arrives, though not each one does.
    let last = overlay
        .next_where("the last totals", |line| {
            line["event"] == "session_updated" && line["args"][0]["tipCount"] == counted.len() && line["args"][0]["totalTipsCents"] == total
        })
        .await?;
    assert_eq!(last["args"][0]["status"], "active");
    Ok(())
}

#[tokio::test]
async fn tips_at_once_count_in_the_order_sent_on_sqlite() -> anyhow::Result<()> {
    in_the_order_sent(Database::Sqlite).await
}

#[tokio::test]
async fn tips_at_once_count_in_the_order_sent_on_postgres() -> anyhow::Result<()> {
    in_the_order_sent(Database::Postgres).await
}
