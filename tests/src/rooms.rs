//! People in rooms: accounts, a room, a socket in it.

use anyhow::{Context as _, bail};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::clients::{Client, Library};
use crate::{Api, Server};

/// The password of everybody here.
const PASSWORD: &str = "black-box-password";

/// Somebody with an account.
pub struct Person {
    /// What they do over REST.
    pub api: Api,
    /// Their account.
    pub id: String,
}

/// An account, signed in.
///
/// # Errors
/// When it is refused.
pub async fn person(server: &Server, name: &str) -> anyhow::Result<Person> {
    let made = server.admin().await?.post("/api/accounts", json!({"username": name, "password": PASSWORD, "roles": ["viewer"]})).await?;
    if made.status != StatusCode::CREATED {
        bail!("the account {name} answered {made:?}");
    }
    Ok(Person { api: Api::sign_in(&server.url(), name, PASSWORD).await?, id: text(&made.body["id"])? })
}

/// A room of somebody, with these fields beside its name.
///
/// # Errors
/// When it is refused.
pub async fn room(owner: &Person, fields: Value) -> anyhow::Result<String> {
    let mut body = json!({"name": "Salon", "visibility": "public"});
    for (name, value) in fields.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    let made = owner.api.post("/api/rooms", body).await?;
    if made.status != StatusCode::CREATED {
        bail!("the room answered {made:?}");
    }
    text(&made.body["id"])
}

/// A socket in `/rooms`.
///
/// # Errors
/// When it is refused.
pub async fn socket(url: &str, token: &str, transports: &[&str]) -> anyhow::Result<Client> {
    Client::connect(Library::JavaScript, url, "/rooms", json!({"auth": {"token": token}, "transports": transports})).await
}

/// A socket of somebody that has joined the room; and what it was answered.
///
/// # Errors
/// When either is refused.
pub async fn joined(url: &str, person: &Person, room: &str) -> anyhow::Result<(Client, Value)> {
    let mut client = socket(url, &person.api.token, &["websocket"]).await?;
    let answer = client.ask("join", json!({"roomId": room})).await?;
    if answer["ok"] != json!(true) {
        bail!("the join answered {answer}");
    }
    Ok((client, answer))
}

/// What was written in a room, from the database: number and id of each event.
///
/// # Errors
/// When the server is not on PostgreSQL, or it does not answer.
pub async fn written(server: &Server, room: &str) -> anyhow::Result<Vec<(i64, String)>> {
    let url = server.database_url().context("on PostgreSQL")?;
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let mut driving = JoinSet::new();
    driving.spawn(connection);
    let topic = format!("room:{room}");
    let written = "SELECT sequence, encode(id, 'hex') FROM event WHERE topic = $1 ORDER BY sequence";
    let rows = client.query(written, &[&topic]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// A text of an answer.
///
/// # Errors
/// When there is none.
pub fn text(value: &Value) -> anyhow::Result<String> {
    Ok(value.as_str().with_context(|| format!("{value} is a text"))?.to_owned())
}
