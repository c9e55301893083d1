//! Overlays of one creator on two nodes: of all that are open one sounds, whichever node is tipped at, also after a node has died;
//! and what was spoken is heard from either node.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use footlights_tests::clients::{Client, Library};
use footlights_tests::{Api, Redis, Server, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::tip_reaches_overlay::key_of;

struct Theatre {
    here: Server,
    there: Server,
    api: Api,
    key: String,
    _redis: Redis,
}

impl Theatre {
    async fn open() -> anyhow::Result<Self> {
        let (redis, here, there) = Setup::two_nodes().await?;
        let api = here.admin().await?;
        api.start_session().await?;
        let settings = json!({"tts": {"enabled": true, "minCents": 500}, "alerts": {"gapMs": 0}});
        let answer = api.send(api.request(Method::PATCH, "/api/settings").json(&settings)).await?;
        anyhow::ensure!(answer.status == StatusCode::OK, "{answer:?}");
        let key = key_of(api.get("/api/overlay?reveal=true").await?.body["url"].as_str().expect("revealed on request"));
        Ok(Self { here, there, api, key, _redis: redis })
    }

    async fn overlay(&self, node: &Server) -> anyhow::Result<Client> {
        let mut overlay = Client::connect(Library::JavaScript, &node.url(), "/streaming/overlay", json!({})).await?;
        let joined = overlay.ask("join_overlay", json!({"overlayKey": self.key})).await?;
        anyhow::ensure!(joined["ok"] == true, "{joined}");
        Ok(overlay)
    }

    async fn post(&self, node: &Server, path: &str, body: Value) -> anyhow::Result<Value> {
        let answer = self.api.at(&node.url()).post(path, body).await?;
        anyhow::ensure!(answer.status.is_success(), "{answer:?}");
        Ok(answer.body)
    }
}

/// The next alert as every overlay gets it, and which of them sound. Whoever sounds says that it is over.
async fn alert(overlays: &mut [Client]) -> anyhow::Result<Vec<bool>> {
    let mut loud = Vec::new();
    let mut first = Value::Null;
    for overlay in &mut *overlays {
        let alert = overlay.event("alert").await?;
        if first.is_null() {
            first = alert["alertId"].clone();
        }
        assert_eq!(alert["alertId"], first, "all show the same");
        loud.push(alert["sound"] == true);
    }
    for overlay in overlays {
        overlay.ask("alert_finished", json!({"alertId": first, "attempt": 1})).await?;
    }
    Ok(loud)
}

fn count(loud: &[bool]) -> usize {
    loud.iter().filter(|sounds| **sounds).count()
}

#[tokio::test]
async fn of_all_overlays_on_two_nodes_one_sounds() -> anyhow::Result<()> {
    let mut theatre = Theatre::open().await?;
    let mut overlays = Vec::new();
    for node in [&theatre.here, &theatre.there, &theatre.here, &theatre.there] {
        overlays.push(theatre.overlay(node).await?);
    }
    let mut before = None;
    for round in 0..4 {
        let node = if round % 2 == 0 { &theatre.here } else { &theatre.there };
        theatre.post(node, "/api/overlay/test", json!({})).await?;
        let loud = alert(&mut overlays).await?;
        assert_eq!(count(&loud), 1, "{loud:?}");
        assert_eq!(*before.get_or_insert_with(|| loud.clone()), loud, "the same one each time");
    }

    // Spoken aloud once, by the one that has the alerts' sound; and there for whoever asks either node for it.
    let said = json!({"amountCents": 500, "tipperName": "Ana", "message": "play the sad one, please"});
    let tip = theatre.post(&theatre.there, "/api/tips", said).await?;
    let http = reqwest::Client::builder().build()?;
    let mut loud = Vec::new();
    for overlay in &mut overlays {
        let heard = overlay.event("chat_participant_audio").await?;
        assert_eq!(heard["tipId"], tip["id"], "{heard}");
        loud.push(heard["sound"] == true);
        let inside = STANDARD.decode(heard["audioBase64"].as_str().expect("it fits into the frame"))?;
        for node in [&theatre.here, &theatre.there] {
            let linked = http.get(format!("{}{}", node.url(), heard["audioUrl"].as_str().expect("an address"))).send().await?;
            assert_eq!(linked.status(), StatusCode::OK);
            assert_eq!(linked.bytes().await?, inside);
        }
    }
    assert_eq!(Some(loud), before);
    assert_eq!(count(&alert(&mut overlays).await?), 1);

    // The node that conducts dies, or the other: those that are left have one sound among them.
    theatre.here.kill().await?;
    let mut left = vec![overlays.swap_remove(3), overlays.swap_remove(1)];
    theatre.post(&theatre.there, "/api/overlay/test", json!({})).await?;
    let loud = alert(&mut left).await?;
    assert_eq!(count(&loud), 1, "{loud:?}");
    Ok(())
}
