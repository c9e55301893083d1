//! Who plays: an owner, two people and a stranger, each with a token and a socket; and how each surface is spoken to.

use anyhow::Context as _;
use footlights_tests::clients::{Client, Library};
use footlights_tests::{Api, Server};
use reqwest::Method;
use serde_json::{Value, json};

use super::calls::Call;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surface {
    Rest,
    GraphQl,
    Grpc,
    Socket,
}

pub(super) struct Person {
    pub(super) id: String,
    api: Api,
    socket: Client,
}

pub(super) struct Cast {
    pub(super) people: Vec<Person>,
    grpc: Client,
    url: String,
}

/// What came of a call.
pub(super) struct Outcome {
    /// The refusal's code; none: it was done.
    pub(super) code: Option<String>,
    /// The fields that were refused, each with its code.
    pub(super) fields: Vec<(String, String)>,
    /// What was answered.
    pub(super) answer: Value,
}

/// Names of the people, in the order of [`Cast::people`].
pub(super) const NAMES: [&str; 4] = ["olga", "ana", "ben", "eve"];

impl Cast {
    pub(super) async fn assemble(server: &Server) -> anyhow::Result<Self> {
        let admin = server.admin().await?;
        let mut people = Vec::new();
        for name in NAMES {
            let password = format!("{name}-password");
            // The owner makes a room for each scene and surface.
            let role = if name == NAMES[0] { "creator" } else { "viewer" };
            let body = json!({"username": name, "password": password, "displayName": name, "roles": [role]});
            let made = admin.post("/api/accounts", body).await?;
            let id = made.body["id"].as_str().with_context(|| format!("{made:?}"))?.to_owned();
            let api = Api::sign_in(&server.url(), name, &password).await?;
            let socket = Client::connect(Library::JavaScript, &server.url(), "/rooms", json!({"auth": {"token": api.token}})).await?;
            people.push(Person { id, api, socket });
        }
        let mut grpc = Client::start(Library::Grpc)?;
        grpc.order(&json!({"do": "connect", "address": server.address()})).await?;
        grpc.next_of(&["services"]).await?;
        Ok(Self { people, grpc, url: server.url() })
    }

    /// Gives somebody a fresh socket: a ban ends the old one.
    pub(super) async fn reconnect(&mut self, who: usize) -> anyhow::Result<()> {
        let person = &mut self.people[who];
        person.socket = Client::connect(Library::JavaScript, &self.url, "/rooms", json!({"auth": {"token": person.api.token}})).await?;
        Ok(())
    }

    /// Says the call as one of the people over a surface; what `/rooms` does not carry goes over REST.
    pub(super) async fn say(&mut self, surface: Surface, who: usize, call: &Call) -> anyhow::Result<Outcome> {
        match surface {
            Surface::Rest => self.rest(who, call).await,
            Surface::GraphQl => self.graphql(who, call).await,
            Surface::Grpc => self.rpc(who, call).await,
            Surface::Socket => match &call.event {
                Some((event, payload)) => self.socket(who, event, payload.clone()).await,
                None => self.rest(who, call).await,
            },
        }
    }

    /// Reads, whichever surface is played: the eyes of the test.
    pub(super) async fn read(&self, who: usize, path: &str) -> anyhow::Result<Value> {
        Ok(self.people[who].api.get(path).await?.body)
    }

    /// Deletes, whichever surface is played.
    pub(super) async fn delete(&self, who: usize, path: &str) -> anyhow::Result<()> {
        let api = &self.people[who].api;
        let answer = api.send(api.request(Method::DELETE, path)).await?;
        anyhow::ensure!(answer.status.is_success(), "{path}: {answer:?}");
        Ok(())
    }

    async fn rest(&self, who: usize, call: &Call) -> anyhow::Result<Outcome> {
        let api = &self.people[who].api;
        let request = api.request(Method::from_bytes(call.method.as_bytes())?, &call.path);
        let request = if call.body.is_null() { request } else { request.json(&call.body) };
        let answer = api.send(request).await?;
        if answer.status.is_success() {
            return Ok(Outcome { code: None, fields: Vec::new(), answer: answer.body });
        }
        let fields = fields_of(&answer.body["errors"]);
        Ok(Outcome { code: Some(answer.code().to_owned()), fields, answer: Value::Null })
    }

    async fn graphql(&self, who: usize, call: &Call) -> anyhow::Result<Outcome> {
        let answer = self.people[who].api.post("/graphql", json!({"query": call.query, "variables": call.variables})).await?;
        let error = &answer.body["errors"][0];
        if error.is_null() {
            return Ok(Outcome { code: None, fields: Vec::new(), answer: answer.body["data"]["made"].clone() });
        }
        let code = error["extensions"]["code"].as_str().with_context(|| format!("an error without a code: {answer:?}"))?;
        Ok(Outcome { code: Some(code.to_owned()), fields: fields_of(&error["extensions"]["errors"]), answer: Value::Null })
    }

    async fn rpc(&mut self, who: usize, call: &Call) -> anyhow::Result<Outcome> {
        let token = &self.people[who].api.token;
        let order = json!({"do": "call", "method": call.rpc, "request": call.request, "token": token});
        self.grpc.order(&order).await?;
        let line = self.grpc.next_of(&["answer"]).await?;
        let refused = &line["refused"];
        if refused.is_null() {
            return Ok(Outcome { code: None, fields: Vec::new(), answer: line["answer"].clone() });
        }
        let code = refused["reason"].as_str().with_context(|| format!("a refusal without a reason: {line}"))?;
        let named = refused["fields"].as_array().cloned().unwrap_or_default();
        let fields = named.iter().map(|one| {
            let pointer = format!("/{}", one["field"].as_str().unwrap_or_default().replace('.', "/"));
            (camel(&pointer), one["reason"].as_str().unwrap_or_default().to_lowercase())
        });
        Ok(Outcome { code: Some(code.to_owned()), fields: fields.collect(), answer: Value::Null })
    }

    async fn socket(&mut self, who: usize, event: &str, payload: Value) -> anyhow::Result<Outcome> {
        let ack = self.people[who].socket.ask(event, payload).await?;
        if ack["ok"] == true {
            return Ok(Outcome { code: None, fields: Vec::new(), answer: ack["message"].clone() });
        }
        let code = ack["error"]["code"].as_str().with_context(|| format!("no code: {ack}"))?;
        Ok(Outcome { code: Some(code.to_owned()), fields: fields_of(&ack["error"]["errors"]), answer: Value::Null })
    }
}

fn fields_of(errors: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    errors.as_array().map(|errors| errors.iter().map(|one| (text(&one["field"]), text(&one["code"]))).collect()).unwrap_or_default()
}

/// `/stage_size` as REST spells it.
fn camel(pointer: &str) -> String {
    let mut out = String::new();
    let mut up = false;
    for letter in pointer.chars() {
        match letter {
            '_' => up = true,
            _ if up => {
                out.extend(letter.to_uppercase());
                up = false;
            }
            _ => out.push(letter),
        }
    }
    out
}
