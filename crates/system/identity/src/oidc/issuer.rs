//! The issuer: its addresses and keys, fetched when needed and again when they may have changed.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use footlights_base::{BoxFuture, ErrorKind, Rejection, Timestamp};
use footlights_outbound::{Outbound, OutboundError};
use jsonwebtoken::jwk::JwkSet;
use openidconnect::core::CoreProviderMetadata;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, IssuerUrl};

use crate::config::OidcSettings;

/// How long addresses and keys are believed.
const BELIEVED: Duration = Duration::from_secs(3_600);
/// How soon keys may be asked for again: unknown key ids cost a stranger nothing to make up.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// What the issuer said of itself.
pub(crate) struct Provider {
    pub(super) metadata: CoreProviderMetadata,
    pub(super) keys: JwkSet,
    fetched_at: Timestamp,
}

/// An issuer by its settings.
pub(crate) struct Issuer {
    pub(super) settings: OidcSettings,
    pub(super) http: Http,
    known: RwLock<Option<Arc<Provider>>>,
    /// One fetch at a time; holds when the last one began, whatever came of it.
    fetching: tokio::sync::Mutex<Option<Timestamp>>,
}

impl Issuer {
    pub(crate) fn new(settings: OidcSettings, outbound: Outbound) -> Self {
        Self { settings, http: Http(outbound), known: RwLock::default(), fetching: tokio::sync::Mutex::default() }
    }

    fn known(&self) -> Option<Arc<Provider>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is known, not older than an hour unless the issuer is silent.
    pub(super) async fn provider(&self, now: Timestamp) -> Result<Arc<Provider>, Rejection> {
        match self.known() {
            Some(known) if now.since(known.fetched_at) < BELIEVED => Ok(known),
            Some(stale) => Ok(self.fetch(Some(&stale), now).await.unwrap_or(stale)),
            None => self.fetch(None, now).await,
        }
    }

    /// Newer than `seen`, which lacked a key; the same when it was asked for only just now.
    pub(super) async fn newer_than(&self, seen: &Arc<Provider>, now: Timestamp) -> Result<Arc<Provider>, Rejection> {
        self.fetch(Some(seen), now).await
    }

    async fn fetch(&self, seen: Option<&Arc<Provider>>, now: Timestamp) -> Result<Arc<Provider>, Rejection> {
        let mut last = self.fetching.lock().await;
        let known = self.known();
        if let (Some(known), Some(seen)) = (&known, seen)
            && !Arc::ptr_eq(known, seen)
        {
            return Ok(known.clone());
        }
        if last.is_some_and(|last| now.since(last) < ASKED_AGAIN_AFTER) {
            return known.ok_or_else(|| unavailable("asked only just now"));
        }
        *last = Some(now);
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(unavailable)?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.http).await.map_err(unavailable)?;
        let keys = serde_json::to_value(metadata.jwks()).and_then(serde_json::from_value).map_err(unavailable)?;
        let fetched = Arc::new(Provider { metadata, keys, fetched_at: now });
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(fetched.clone());
        Ok(fetched)
    }
}

/// Our client in the form the protocol library asks for.
pub(super) struct Http(Outbound);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = OutboundError;
    type Future = BoxFuture<'c, Result<HttpResponse, OutboundError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { Ok(self.0.send(request).await?.map(|body| body.to_vec())) })
    }
}

/// The issuer does not answer, or not as one. Why stands in the log.
pub(super) fn unavailable(why: impl std::fmt::Display) -> Rejection {
    tracing::warn!(%why, "the OpenID issuer cannot be used");
    let detail = "The sign-in service does not answer; try again in a moment.";
    Rejection::new(ErrorKind::Unavailable, "oidc_unavailable", detail).retry_after(ASKED_AGAIN_AFTER)
}
