//! The fixture the protocols' own test suites expect (5-facts §5), on the code paths of production.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::{BoxFuture, Failure};
use futures_util::FutureExt as _;
use serde_json::value::RawValue;

use crate::{Call, Namespace, Reply, Socket};

/// The suites listen for one message at a time and miss the second of two that come in one packet.
const APART: Duration = Duration::from_millis(10);

/// `/` and `/custom`: on connection `auth` with the CONNECT payload; `message` comes back as `message-back`;
/// `message-with-ack` is acknowledged with its own arguments.
#[must_use]
pub fn conformance_namespaces() -> Vec<Arc<dyn Namespace>> {
    vec![Arc::new(Fixture("/")), Arc::new(Fixture("/custom"))]
}

struct Fixture(&'static str);

impl Namespace for Fixture {
    fn path(&self) -> &'static str {
        self.0
    }

    fn connect<'a>(&'a self, socket: &'a Socket, auth: Option<&'a RawValue>) -> BoxFuture<'a, Result<(), Failure>> {
        let (socket, auth) = (socket.clone(), auth.map_or("{}", RawValue::get).to_owned());
        socket.clone().0.shared.commands.spawn(async move {
            tokio::time::sleep(APART).await;
            socket.emit_raw("auth", &auth, &[]);
        });
        async { Ok(()) }.boxed()
    }

    fn event<'a>(&'a self, socket: &'a Socket, call: &'a Call) -> BoxFuture<'a, Result<Reply, Failure>> {
        async move {
            match call.name() {
                "message" => {
                    let (args, attachments) = call.raw_args();
                    socket.emit_raw("message-back", &args, &attachments);
                    Ok(Reply::ok())
                }
                "message-with-ack" => Ok(Reply::echo(call)),
                _ => Err(call.unknown().into()),
            }
        }
        .boxed()
    }
}
