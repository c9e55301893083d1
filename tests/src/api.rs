//! A caller over REST.

use anyhow::{Context as _, bail};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

/// A signed-in caller.
#[derive(Debug, Clone)]
pub struct Api {
    client: reqwest::Client,
    base: String,
    /// The bearer token.
    pub token: String,
}

/// An answer: status and JSON body (null when empty).
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body.
    pub body: Value,
}

impl Answer {
    /// The stable code of a problem document.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }
}

impl Api {
    /// Signs in with a password.
    ///
    /// # Errors
    /// When the server refuses or does not answer.
    pub async fn sign_in(base: &str, username: &str, password: &str) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().pool_max_idle_per_host(64).build()?;
        let anonymous = Self { client, base: base.into(), token: String::new() };
        let answer = anonymous.post("/api/auth/login", json!({"username": username, "password": password})).await?;
        let token = answer.body["accessToken"].as_str().with_context(|| format!("sign-in answered {answer:?}"))?.to_owned();
        Ok(Self { token, ..anonymous })
    }

    /// The same caller with another token, or none.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: token.into(), ..self.clone() }
    }

    /// The same caller at another node.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.into(), ..self.clone() }
    }

    /// A request with the token, if any.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    /// Sends a request as it is.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn send(&self, request: RequestBuilder) -> anyhow::Result<Answer> {
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status, headers, body })
    }

    /// `GET path`
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.send(self.request(Method::GET, path)).await
    }

    /// `POST path` with JSON.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<Answer> {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    /// `POST path` with JSON and an idempotency key.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> anyhow::Result<Answer> {
        self.send(self.request(Method::POST, path).header("idempotency-key", format!("\"{key}\"")).json(body)).await
    }

    /// Starts a session and gives its id.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn start_session(&self) -> anyhow::Result<String> {
        let answer = self.post("/api/sessions", json!({"platform": "other", "title": "Black box"})).await?;
        if answer.status != StatusCode::CREATED {
            bail!("starting a session answered {answer:?}");
        }
        Ok(answer.body["id"].as_str().context("a session has an id")?.to_owned())
    }

    /// All pages of a list.
    ///
    /// # Errors
    /// When a page is refused.
    pub async fn list_all(&self, path: &str) -> anyhow::Result<Vec<Value>> {
        let (mut items, mut cursor) = (Vec::new(), None::<String>);
        let glue = if path.contains('?') { '&' } else { '?' };
        loop {
            let from = cursor.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let answer = self.get(&format!("{path}{glue}limit=200{from}")).await?;
            if answer.status != StatusCode::OK {
                bail!("{path} answered {answer:?}");
            }
            items.extend(answer.body["items"].as_array().context("a list has items")?.iter().cloned());
            match answer.body["nextCursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return Ok(items),
            }
        }
    }
}
