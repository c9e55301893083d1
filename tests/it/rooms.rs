//! A room through the real client: coming in, being there, talking, the stage, being put out, guests, the inbox.

use footlights_tests::clients::Client;
use footlights_tests::rooms::{Person, joined, person, room, socket, text};
use footlights_tests::{Api, Database, Setup, wait};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// The next frame `presence` that says something of this kind of somebody.
async fn presence(client: &mut Client, list: &str, of: &Person) -> anyhow::Result<Value> {
    let names = |entry: &Value| entry["accountId"] == of.id.as_str();
    let line = client
        .next_where(&format!("presence with {list} of {}", of.id), |line| {
            line["event"] == "presence" && line["args"][0][list].as_array().is_some_and(|list| list.iter().any(names))
        })
        .await?;
    Ok(line["args"][0].clone())
}

async fn people_meet(database: Database) -> anyhow::Result<()> {
    let server = Setup::on(database).start().await?;
    let (ana, ben) = (person(&server, "ana").await?, person(&server, "ben").await?);
    let room = room(&ana, json!({})).await?;
    let (mut anas, answer) = joined(&server.url(), &ana, &room).await?;
    assert_eq!((&answer["recovered"], &answer["participant"]["role"]), (&json!(false), &json!("host")));
    assert_eq!(answer["presence"]["counts"], json!({"present": 1, "away": 0}));
    let snapshot = anas.event("snapshot").await?;
    assert_eq!((&snapshot["state"]["room"]["name"], &snapshot["sequence"]), (&json!("Salon"), &answer["sequence"]));

    let (mut bens, answer) = joined(&server.url(), &ben, &room).await?;
    assert_eq!(answer["presence"]["counts"]["present"], json!(2));
    let came = anas.event("participant_joined").await?;
    assert_eq!((&came["participant"]["accountId"], &came["participant"]["role"]), (&json!(ben.id), &json!("viewer")));
    assert!(came["sequence"].as_i64() > snapshot["sequence"].as_i64());
    let seen = presence(&mut anas, "joined", &ben).await?;
    assert_eq!(seen["joined"], json!([{"accountId": ben.id, "quiet": false}]));
    assert_eq!((&seen["counts"], &seen["state"]), (&json!({"present": 2, "away": 0}), &json!("fresh")));
    assert!(seen.get("sequence").is_none(), "presence has no number: {seen}");

    bens.ask("heartbeat", json!({"roomId": room, "state": "away"})).await?;
    assert_eq!(presence(&mut anas, "changed", &ben).await?["changed"], json!([{"accountId": ben.id, "presence": "away"}]));
    let page = ana.api.get(&format!("/api/rooms/{room}/presence")).await?;
    assert_eq!((&page.body["counts"], &page.body["state"]), (&json!({"present": 2, "away": 1}), &json!("fresh")), "{page:?}");
    let listed = ana.api.get(&format!("/api/rooms/{room}/participants")).await?;
    assert_eq!(listed.body["items"][1]["presence"], json!("away"), "{listed:?}");

    let said = bens.ask("send_chat", json!({"roomId": room, "text": "hello @ana"})).await?;
    let heard = anas.event("chat_message").await?;
    assert_eq!((&heard["message"]["id"], &heard["message"]["mentions"]), (&said["message"]["id"], &json!([ana.id])));
    bens.ask("raise_hand", json!({"roomId": room})).await?;
    assert_eq!(anas.event("hand_raised").await?["accountId"], json!(ben.id));
    anas.ask("invite_to_stage", json!({"roomId": room, "accountId": ben.id})).await?;
    bens.event("stage_invited").await?;
    assert_eq!(bens.ask("accept_stage", json!({"roomId": room})).await?["participant"]["onStage"], json!(true));
    anas.event("stage_joined").await?;
    assert_eq!(bens.ask("delete_chat", json!({"roomId": room, "messageId": said["message"]["id"]})).await?, json!({"ok": true}));
    assert_eq!(anas.event("chat_deleted").await?["messageId"], said["message"]["id"]);

    let clock = bens.ask("clock", json!({})).await?;
    assert!(clock["now"].as_str() >= heard["occurredAt"].as_str() && clock["ok"] == json!(true), "not before what has happened: {clock}");
    assert_eq!(bens.ask("leave", json!({"roomId": room})).await?, json!({"ok": true}));
    anas.event("participant_left").await?;
    let gone = presence(&mut anas, "left", &ben).await?;
    assert_eq!((&gone["left"][0]["accountId"], &gone["counts"]["present"]), (&json!(ben.id), &json!(1)));
    let refused = bens.ask("send_chat", json!({"roomId": room, "text": "x"})).await?;
    assert_eq!((&refused["error"]["code"], &refused["error"]["roomId"]), (&json!("not_joined"), &json!(room)));
    assert_eq!(bens.unasked_lines("disconnect"), 0);
    assert!(!server.log().contains("hello @ana"), "what people write is in no log");
    Ok(())
}

#[tokio::test]
async fn people_meet_on_sqlite() -> anyhow::Result<()> {
    people_meet(Database::Sqlite).await
}

#[tokio::test]
async fn people_meet_on_postgres() -> anyhow::Result<()> {
    people_meet(Database::Postgres).await
}

#[tokio::test]
async fn who_is_put_out_hears_no_more() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let (ana, ben) = (person(&server, "ana").await?, person(&server, "ben").await?);
    let room = room(&ana, json!({})).await?;
    let (mut anas, _) = joined(&server.url(), &ana, &room).await?;
    let (mut bens, _) = joined(&server.url(), &ben, &room).await?;
    let at = |what: &str| format!("/api/rooms/{room}/participants/{}/{what}", ben.id);
    assert_eq!(ana.api.post(&at("kick"), json!({})).await?.status, StatusCode::NO_CONTENT);
    assert_eq!(bens.event("error").await?["code"], json!("not_joined"));
    ana.api.post(&format!("/api/rooms/{room}/chat"), json!({"text": "is he gone?"})).await?;
    anas.event("chat_message").await?;
    // Any answer comes after all that was sent before.
    assert_eq!(bens.ask("leave", json!({"roomId": room})).await?["error"]["code"], json!("not_joined"));
    assert!(bens.take_event(|frame| frame["message"].is_object()).is_none(), "he hears no more");
    let again = bens.ask("join", json!({"roomId": room})).await?;
    assert_eq!(again["ok"], json!(true), "who was kicked may come back: {again}");
    let read = |line: &Value| line["event"] == "snapshot" && line["args"][0]["state"]["chat"][0]["text"] == "is he gone?";
    bens.next_where("what was written meanwhile", read).await?;

    let banned = ana.api.post(&at("ban"), json!({"expiresIn": 3600, "reason": "rude"})).await?;
    assert_eq!((banned.status, &banned.body["reason"]), (StatusCode::OK, &json!("rude")));
    let cut = bens.next_of(&["disconnect"]).await?;
    assert_eq!(cut["reason"], json!("io server disconnect"), "a ban ends the socket for good: {cut}");
    let removed = anas.next_where("his removal", |line| line["args"][0]["reason"] == "banned").await?;
    assert_eq!(removed["event"], json!("participant_removed"));
    let mut later = socket(&server.url(), &ben.api.token, &["websocket"]).await?;
    assert_eq!(later.ask("join", json!({"roomId": room})).await?["error"]["code"], json!("banned"));
    Ok(())
}

#[tokio::test]
async fn a_guest_comes_in_by_a_link() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let ana = person(&server, "ana").await?;
    let room = room(&ana, json!({"visibility": "link", "guestsAllowed": true, "password": "open sesame"})).await?;
    let link = ana.api.post(&format!("/api/rooms/{room}/links"), json!({"usesMax": 1, "expiresIn": 600})).await?;
    assert_eq!(link.status, StatusCode::CREATED, "{link:?}");
    let secret = text(&link.body["secret"])?;
    let nobody = ana.api.with_token("");
    let wrong = nobody.post("/api/auth/guest", json!({"displayName": "Gus", "joinLink": "flj_0"})).await?;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::NOT_FOUND, "not_found"));
    let guest = nobody.post("/api/auth/guest", json!({"displayName": "Gus", "joinLink": secret})).await?;
    assert_eq!((guest.status, &guest.body["roomId"]), (StatusCode::CREATED, &json!(room)), "{guest:?}");
    let gus: Api = ana.api.with_token(&text(&guest.body["accessToken"])?);
    let mut client = socket(&server.url(), &gus.token, &["polling", "websocket"]).await?;
    assert_eq!(client.ask("join", json!({"roomId": room})).await?["error"]["code"], json!("not_found"));
    let joined = client.ask("join", json!({"roomId": room, "link": secret})).await?;
    assert_eq!((&joined["ok"], &joined["participant"]["guest"]), (&json!(true), &json!(true)), "{joined}");
    assert_eq!(gus.post("/api/rooms", json!({"name": "mine"})).await?.code(), "scope_required");
    assert_eq!(gus.get("/api/sessions").await?.status, StatusCode::FORBIDDEN);
    assert_eq!(nobody.post("/api/auth/guest", json!({"displayName": "Ida", "joinLink": secret})).await?.code(), "link_used_up");
    assert!(!server.log().contains(&secret), "a link is in no log");
    Ok(())
}

#[tokio::test]
async fn invitations_come_to_the_inbox() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let (ana, ben) = (person(&server, "ana").await?, person(&server, "ben").await?);
    let room = room(&ana, json!({"visibility": "private"})).await?;
    let mut bens = socket(&server.url(), &ben.api.token, &["websocket"]).await?;
    let followed = bens.ask("follow_inbox", json!({})).await?;
    assert_eq!((&followed["ok"], &followed["topic"]), (&json!(true), &json!(format!("account:{}", ben.id))), "{followed}");
    assert_eq!(bens.event("snapshot").await?["state"]["invites"], json!([]));
    let invited = ana.api.post(&format!("/api/rooms/{room}/invites"), json!({"username": "ben", "role": "speaker"})).await?;
    assert_eq!(invited.status, StatusCode::CREATED, "{invited:?}");
    let received = bens.event("invite_received").await?;
    assert_eq!((&received["invite"]["id"], &received["invite"]["roomName"]), (&invited.body["id"], &json!("Salon")));
    let accepted = ben.api.post(&format!("/api/invites/{}/accept", text(&invited.body["id"])?), json!({})).await?;
    assert_eq!(accepted.body["participant"]["role"], json!("speaker"), "{accepted:?}");
    assert_eq!(bens.event("invite_answered").await?["invite"]["status"], json!("accepted"));
    wait::until("an empty inbox", || async {
        let inbox = ben.api.get("/api/invites").await.ok()?;
        inbox.body["items"].as_array().is_some_and(Vec::is_empty).then_some(())
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn a_deleted_room_is_followed_by_nobody() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let (ana, ben) = (person(&server, "ana").await?, person(&server, "ben").await?);
    let room = room(&ana, json!({})).await?;
    let (mut bens, _) = joined(&server.url(), &ben, &room).await?;
    let (mut tabs, _) = joined(&server.url(), &ben, &room).await?;
    assert_eq!(bens.ask("leave", json!({"roomId": room})).await?["ok"], json!(true));
    assert_eq!(tabs.event("error").await?["code"], json!("not_joined"), "who leaves leaves in every tab");
    assert!(bens.take_event(|frame| frame["code"].is_string()).is_none(), "who says so need not be told");
    assert_eq!(bens.ask("join", json!({"roomId": room})).await?["ok"], json!(true));
    let deleted = ana.api.send(ana.api.request(reqwest::Method::DELETE, &format!("/api/rooms/{room}"))).await?;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    assert_eq!(bens.event("error").await?["code"], json!("room_deleted"));
    assert_eq!(bens.ask("join", json!({"roomId": room})).await?["error"]["code"], json!("not_found"));
    let restored = ana.api.post(&format!("/api/rooms/{room}/restore"), json!({})).await?;
    assert_eq!(restored.body["status"], json!("active"), "{restored:?}");
    assert_eq!(bens.ask("join", json!({"roomId": room})).await?["ok"], json!(true));
    Ok(())
}
