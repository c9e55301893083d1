//! People in rooms: accounts, a room, a socket in it.

use anyhow::{Context as _, bail};
use reqwest::StatusCode;
use serde_json::{Value, json};

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

/// A text of an answer.
///
/// # Errors
/// When there is none.
pub fn text(value: &Value) -> anyhow::Result<String> {
    Ok(value.as_str().with_context(|| format!("{value} is a text"))?.to_owned())
}
