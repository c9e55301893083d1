//! One socket: reads, lets in, runs operations, writes, and ends when it must.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_realtime::{Ended, Tag, Watch};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};

use super::operation::{Name, Operation, Say, list};
use super::protocol::{Close, Machine, Wish};
use crate::extract::{bearer_of, unauthenticated};
use crate::graphql::GraphQl;
use crate::{Caller, Credential, Problem};

/// Words of operations that wait to be written; the operations wait beyond that.
const WAITING_MAX: usize = 64;
/// How long a client may take to answer a close.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// Who has come, before it was let in.
pub(super) struct Guest {
    /// The session cookie, if our own page asked.
    pub(super) cookie: Option<String>,
    pub(super) remote: IpAddr,
    /// Whether it speaks the protocol.
    pub(super) speaks: bool,
    /// Holds the connection's place among all connections.
    pub(super) place: http::Extensions,
}

struct Connection {
    served: GraphQl,
    guest: Guest,
    sink: SplitSink<WebSocket, Message>,
    machine: Machine,
    caller: Option<(Caller, Watch)>,
    /// Open operations, by id.
    open: HashMap<Arc<str>, (u64, AbortHandle)>,
    running: JoinSet<()>,
    next_number: u64,
    out: mpsc::Sender<(Name, Say)>,
    deadline: Instant,
    /// Whether the client was asked if it is there and has not answered yet.
    asked: bool,
}

/// Why a connection is over.
enum End {
    /// Say this code.
    With(Close),
    /// The client is gone, or as good as gone.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::With(close)
    }
}

/// Serves it to its end.
pub(super) async fn serve(socket: WebSocket, served: GraphQl, guest: Guest) {
    metrics::gauge!("footlights_graphql_sockets_open").increment(1);
    let (sink, stream) = socket.split();
    let (out, words) = mpsc::channel(WAITING_MAX);
    let deadline = Instant::now() + served.settings.init_within;
    let mut connection = Connection {
        served,
        guest,
        sink,
        machine: Machine::new(),
        caller: None,
        open: HashMap::new(),
        running: JoinSet::new(),
        next_number: 0,
        out,
        deadline,
        asked: false,
    };
    if let End::With(close) = connection.drive(stream, words).await {
        connection.close(close).await;
    }
    metrics::gauge!("footlights_graphql_sockets_open").decrement(1);
    drop(connection.guest.place);
}

impl Connection {
    async fn drive(&mut self, mut stream: SplitStream<WebSocket>, mut words: mpsc::Receiver<(Name, Say)>) -> End {
        if !self.guest.speaks {
            return Close::subprotocol().into();
        }
        loop {
            let ended = async {
                match &self.caller {
                    Some((_, watch)) => watch.ended().await,
                    None => std::future::pending().await,
                }
            };
            let done = tokio::select! {
                ended = ended => Err(match ended {
                    Ended::Cut => Close::forbidden("The sign-in or token does not count any more").into(),
                    Ended::Expired => Close::forbidden("The token has expired").into(),
                    Ended::Draining => Close::stopping().into(),
                }),
                Some(word) = words.recv() => self.write(word, &mut words).await,
                message = stream.next() => match message {
                    Some(Ok(message)) => self.hear(message).await,
                    Some(Err(error)) => Err(broken(&error)),
                    None => Err(End::Gone),
                },
                Some(_) = self.running.join_next() => Ok(()),
                () = sleep_until(self.deadline) => self.late().await,
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    /// Nothing came for too long.
    async fn late(&mut self) -> Result<(), End> {
        if self.caller.is_none() {
            return Err(Close::init_too_late().into());
        }
        if self.asked {
            return Err(End::Gone);
        }
        self.asked = true;
        self.deadline = Instant::now() + self.served.settings.ping_interval;
        self.send(Message::Ping(bytes::Bytes::new())).await
    }

    async fn hear(&mut self, message: Message) -> Result<(), End> {
        if self.caller.is_some() {
            self.asked = false;
            self.deadline = Instant::now() + self.served.settings.ping_interval;
        }
        match message {
            Message::Text(text) => {
                let open = &self.open;
                let wish = self.machine.read(&text, |id| open.contains_key(id))?;
                self.fulfil(wish).await
            }
            Message::Binary(_) => Err(Close::bad_message("Messages are text").into()),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => Err(End::Gone),
        }
    }

    async fn fulfil(&mut self, wish: Wish) -> Result<(), End> {
        match wish {
            Wish::Init { authorization } => self.let_in(authorization).await,
            Wish::Ping { payload } => {
                let payload = payload.map(|payload| format!(",\"payload\":{payload}")).unwrap_or_default();
                self.send_text(format!("{{\"type\":\"pong\"{payload}}}")).await
            }
            Wish::Pong => Ok(()),
            Wish::Subscribe { id, asked } => self.begin(id, *asked).await,
            Wish::Complete { id } => {
                if let Some((_, running)) = self.open.remove(&*id) {
                    running.abort();
                }
                Ok(())
            }
        }
    }

    async fn let_in(&mut self, authorization: Option<String>) -> Result<(), End> {
        match self.admit(authorization.as_deref()).await {
            Ok(admitted) => {
                self.caller = Some(admitted);
                self.machine.acknowledged();
                self.deadline = Instant::now() + self.served.settings.ping_interval;
                self.send_text(r#"{"type":"connection_ack"}"#.into()).await
            }
            Err(failure) => {
                let problem = Problem::from(failure);
                let refused = problem.rejection().kind == ErrorKind::Unauthenticated;
                Err(if refused { Close::forbidden("Forbidden").into() } else { Close::later().into() })
            }
        }
    }

    /// Checks the credential, watches over it, and checks once more what may have been taken away in between.
    async fn admit(&self, authorization: Option<&str>) -> Result<(Caller, Watch), Failure> {
        let credential = match (authorization, &self.guest.cookie) {
            (Some(text), _) => Credential::Bearer(bearer_of(text.as_bytes()).ok_or_else(unauthenticated)?),
            (None, Some(cookie)) => Credential::Cookie(cookie),
            (None, None) => return Err(unauthenticated().into()),
        };
        let authenticator = &self.served.edge.authenticator;
        let caller = authenticator.authenticate(credential).await?;
        let tags = vec![Tag::account(caller.account), Tag::token(*caller.credential.as_bytes())];
        let watch = self.served.hub.watch(tags, caller.expires_at);
        let mut caller = authenticator.authenticate(credential).await?;
        caller.remote = self.guest.remote;
        Ok((caller, watch))
    }

    async fn begin(&mut self, id: String, asked: Result<crate::graphql::request::Asked, Rejection>) -> Result<(), End> {
        let Some((caller, _)) = &self.caller else { return Ok(()) };
        if self.open.len() >= self.served.settings.operations_per_socket_max {
            let refusal = Rejection::new(ErrorKind::Conflict, "too_many_operations", "This socket has as many operations open as it may.");
            return self.send_text(message("error", &id, Some(&list(&refusal)))).await;
        }
        let name = Name { id: id.into(), number: self.next_number };
        self.next_number += 1;
        let operation = Operation { served: self.served.clone(), caller: caller.clone(), name: name.clone(), out: self.out.clone() };
        let running = self.running.spawn(operation.run(asked));
        self.open.insert(name.id, (name.number, running));
        Ok(())
    }

    /// Writes a word and whatever waits behind it with one flush.
    async fn write(&mut self, first: (Name, Say), words: &mut mpsc::Receiver<(Name, Say)>) -> Result<(), End> {
        let mut next = Some(first);
        let mut fed = false;
        while let Some((name, say)) = next {
            if let Some(text) = self.worded(&name, say)? {
                let write = self.sink.feed(Message::Text(text.into()));
                timeout(self.served.settings.write_within, write).await.map_err(|_| slow())?.map_err(|_| End::Gone)?;
                fed = true;
            }
            next = words.try_recv().ok();
        }
        if fed { self.flush().await } else { Ok(()) }
    }

    /// What an operation says, if it still is open.
    fn worded(&mut self, name: &Name, say: Say) -> Result<Option<String>, End> {
        if self.open.get(&name.id).is_none_or(|(number, _)| *number != name.number) {
            return Ok(None);
        }
        let text = match say {
            Say::Next(payload) => return Ok(Some(message("next", &name.id, Some(&payload)))),
            Say::Error(payload) => message("error", &name.id, Some(&payload)),
            Say::Complete => message("complete", &name.id, None),
            Say::TooSlow => return Err(slow()),
        };
        self.open.remove(&name.id);
        Ok(Some(text))
    }

    async fn send_text(&mut self, text: String) -> Result<(), End> {
        self.send(Message::Text(Utf8Bytes::from(text))).await
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        let sent = timeout(self.served.settings.write_within, self.sink.send(message)).await;
        sent.map_err(|_| slow())?.map_err(|_| End::Gone)
    }

    async fn flush(&mut self) -> Result<(), End> {
        timeout(self.served.settings.write_within, self.sink.flush()).await.map_err(|_| slow())?.map_err(|_| End::Gone)
    }

    /// Says why, and gives the client a moment to hear it.
    async fn close(&mut self, close: Close) {
        self.running.abort_all();
        let frame = CloseFrame { code: close.code, reason: close.reason.into() };
        if timeout(CLOSE_WITHIN, self.sink.send(Message::Close(Some(frame)))).await.is_ok() {
            // A client that has gone needs no goodbye.
            drop(timeout(CLOSE_WITHIN, self.sink.close()).await);
        }
    }
}

fn slow() -> End {
    metrics::counter!("footlights_graphql_slow_total").increment(1);
    Close::too_slow().into()
}

/// What ended a read: too long a message is told, all else has no one to tell.
fn broken(error: &axum::Error) -> End {
    let text = error.to_string();
    if text.contains("too long") || text.contains("too big") || text.contains("Space limit exceeded") {
        Close::too_large().into()
    } else {
        End::Gone
    }
}

/// `{"id", "type", "payload"}`; the payload is JSON already.
fn message(kind: &str, id: &str, payload: Option<&[u8]>) -> String {
    let id = serde_json::to_string(id).expect("a text is JSON");
    let payload = payload.map_or("", |payload| std::str::from_utf8(payload).expect("JSON is UTF-8"));
    let mut text = String::with_capacity(payload.len() + id.len() + 48);
    text.push_str("{\"id\":");
    text.push_str(&id);
    text.push_str(",\"type\":\"");
    text.push_str(kind);
    text.push('"');
    if !payload.is_empty() {
        text.push_str(",\"payload\":");
        text.push_str(payload);
    }
    text.push('}');
    text
}
