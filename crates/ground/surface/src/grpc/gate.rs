//! Who calls: found in the metadata, as REST finds it in the headers.

use std::future::Future;

use footlights_realtime::{Ended, Hub, Tag, Watch};
use footlights_store::Once;
use tonic::{Request, Status};

use super::status::{of_problem, status_of};
use crate::extract::{bearer_of, unauthenticated};
use crate::idempotency::read_key;
use crate::{Caller, Credential, Edge, KeyGiven};

/// What a service needs of the edge. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    edge: Edge,
    hub: Hub,
}

impl Gate {
    /// In front of services.
    #[must_use]
    pub fn new(edge: Edge, hub: Hub) -> Self {
        Self { edge, hub }
    }

    /// The caller of a call that reads.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` without a bearer token that counts. Cookies are not looked at.
    pub async fn reader<T>(&self, request: &Request<T>) -> Result<Caller, Status> {
        let value = request.metadata().get("authorization").map(|value| value.as_bytes());
        let token = value.and_then(bearer_of).ok_or_else(|| status_of(unauthenticated()))?;
        let mut caller = self.edge.authenticator.authenticate(Credential::Bearer(token)).await.map_err(status_of)?;
        let headers = request.metadata().clone().into_headers();
        caller.remote = self.edge.remote_of(&http_extensions(request), &headers);
        Ok(caller)
    }

    /// The caller of a call that writes; counts it.
    ///
    /// # Errors
    /// As [`Self::reader`], and `RESOURCE_EXHAUSTED` above the quota.
    pub async fn writer<T>(&self, request: &Request<T>) -> Result<Caller, Status> {
        let caller = self.reader(request).await?;
        self.edge.count_write_from(caller.remote).map_err(status_of)?;
        self.edge.count_write(caller.account).map_err(status_of)?;
        Ok(caller)
    }

    /// The caller of a stream, and what ends it when the right to it does.
    ///
    /// # Errors
    /// As [`Self::reader`].
    pub async fn listener<T>(&self, request: &Request<T>) -> Result<(Caller, Watch), Status> {
        let caller = self.reader(request).await?;
        let watch = self.hub.watch(vec![Tag::account(caller.account), Tag::token(*caller.credential.as_bytes())], caller.expires_at);
        // What was taken away before the watch began is seen now.
        let caller = self.reader(request).await?;
        Ok((caller, watch))
    }

    pub(super) fn edge(&self) -> &Edge {
        &self.edge
    }

    /// What makes a call happen once, where its metadata carry an `idempotency-key`: the key, the method and the message.
    /// `secret` says that the answer holds a secret and is not kept.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for what is no key.
    pub fn once<T: prost::Message>(
        &self,
        request: &Request<T>,
        caller: &Caller,
        method: &'static str,
        secret: bool,
    ) -> Result<Option<Once>, Status> {
        self.once_as(request, request.get_ref(), caller, method, secret)
    }

    /// The same for a message that holds a secret, which `hide` takes out: a digest of it would be kept for a day, and short ones could
    /// be guessed from it.
    ///
    /// # Errors
    /// As [`Self::once`].
    pub fn once_without<T: prost::Message + Clone>(
        &self,
        request: &Request<T>,
        caller: &Caller,
        method: &'static str,
        hide: impl FnOnce(&mut T),
    ) -> Result<Option<Once>, Status> {
        let mut said = request.get_ref().clone();
        hide(&mut said);
        self.once_as(request, &said, caller, method, false)
    }

    fn once_as<T>(
        &self,
        request: &Request<T>,
        said: &impl prost::Message,
        caller: &Caller,
        method: &'static str,
        secret: bool,
    ) -> Result<Option<Once>, Status> {
        let Some(value) = request.metadata().get("idempotency-key") else { return Ok(None) };
        let key = read_key(value.as_bytes()).map_err(status_of)?;
        let given = KeyGiven::new(key, format!("grpc {method}"));
        Ok(Some(given.once(caller, &said.encode_to_vec(), self.edge.clock.now(), secret)))
    }

    /// The hub, for streams.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Runs one call and tells what went wrong.
    ///
    /// # Errors
    /// The status of the failure.
    pub async fn run<T>(&self, call: impl Future<Output = Result<T, footlights_base::Failure>>) -> Result<T, Status> {
        call.await.map_err(|failure| of_problem(&failure.into()))
    }
}

/// Why a stream ends early.
#[must_use]
pub fn ended(why: Ended) -> Status {
    match why {
        Ended::Cut => Status::unauthenticated("The sign-in or token does not count any more."),
        Ended::Expired => Status::unauthenticated("The token has expired."),
        Ended::Draining => Status::unavailable("This node stops; come back and say how far you got."),
    }
}

fn http_extensions<T>(request: &Request<T>) -> http::Extensions {
    let mut extensions = http::Extensions::new();
    if let Some(peer) = request.extensions().get::<axum::extract::ConnectInfo<std::net::SocketAddr>>() {
        extensions.insert(*peer);
    }
    extensions
}
