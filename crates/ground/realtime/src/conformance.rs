//! The fixture the protocols' own test suites expect (5-facts §5), on the code paths of production.

use std::sync::Arc;

use footlights_base::Failure;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::value::RawValue;

use crate::{Call, Namespace, Reply, Socket};

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
        socket.emit_raw("auth", auth.map_or("{}", RawValue::get), &[]);
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
