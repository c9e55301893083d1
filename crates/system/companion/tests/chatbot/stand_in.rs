//! A service somebody else runs: answers as it is told to, and notes what it was asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// How it answers.
#[derive(Clone)]
pub(crate) enum Mood {
    /// So.
    Answers(StatusCode, Vec<u8>),
    /// Never.
    Silent,
    /// With bytes that do not end.
    Endless,
}

/// One question it was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: Value,
}

struct Inner {
    mood: Mutex<Mood>,
    asked: Mutex<Vec<Asked>>,
}

/// A running stand-in; ends when dropped.
pub(crate) struct StandIn {
    pub(crate) url: String,
    inner: Arc<Inner>,
    _serving: JoinSet<()>,
}

impl StandIn {
    pub(crate) async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/v1", listener.local_addr().expect("bound"));
        let inner = Arc::new(Inner { mood: Mutex::new(mood), asked: Mutex::default() });
        let app = Router::new().fallback(answer).with_state(inner.clone());
        let mut serving = JoinSet::new();
        serving.spawn(async move { axum::serve(listener, app).await.expect("serves") });
        Self { url, inner, _serving: serving }
    }

    pub(crate) fn mood(&self, mood: Mood) {
        *self.inner.mood.lock().expect("no test panics in here") = mood;
    }

    /// What it was asked since last asked itself.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.inner.asked.lock().expect("no test panics in here"))
    }
}

async fn answer(State(inner): State<Arc<Inner>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let authorization = headers.get("authorization").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    inner.asked.lock().expect("no test panics in here").push(Asked { path: uri.path().to_owned(), authorization, body });
    let mood = inner.mood.lock().expect("no test panics in here").clone();
    match mood {
        Mood::Answers(status, body) => (status, body).into_response(),
        Mood::Silent => std::future::pending().await,
        Mood::Endless => {
            Body::from_stream(futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 4096]))))
                .into_response()
        }
    }
}

/// An answer of the chat API with this text.
pub(crate) fn says(text: &str) -> Mood {
    let body = serde_json::json!({"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]});
    Mood::Answers(StatusCode::OK, body.to_string().into_bytes())
}
