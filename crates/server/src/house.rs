//! The systems of one process, plugged together: lower ones first, each given what it stands on and nothing else.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use footlights_companion::{
    Chatbot, Companion, Conductor, Loudspeaker, OverlayParts, OverlaySettings, Overlays, Speech, chatbot_rest, overlay_rest, socket,
    speech_rest, viewer_rest,
};
use footlights_identity::{Identity, SecretBox, TopicGuard, WebhooksState, webhooks_rest};
use footlights_outbound::webhook::Webhooks;
use footlights_parlor::Parlor;
use footlights_realtime::{Hub, HubSettings};
use footlights_store::{Retention, Workers};
use footlights_surface::{Edge, EdgeSettings, Limiter, Quota};
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;

use crate::config::Settings;
use crate::ground::Ground;
use crate::health::RunningWorkers;
use crate::voices;

/// Bursts an account may make, as a multiple of its writes a second.
const BURST: u32 = 2;
/// An address may hold several accounts.
const ADDRESS_SHARE: u32 = 5;

/// The systems of one process, plugged together.
pub(crate) struct House {
    pub(crate) hub: Hub,
    pub(crate) edge: Edge,
    pub(crate) identity: Identity,
    pub(crate) webhooks: Webhooks,
    pub(crate) parlor: Parlor,
    pub(crate) companion: Companion,
    pub(crate) conductor: Conductor,
    pub(crate) loudspeaker: Loudspeaker,
    pub(crate) chatbot: Chatbot,
    pub(crate) workers: RunningWorkers,
    overlays: Overlays,
    speech: Speech,
}

impl House {
    /// The REST part of every system.
    pub(crate) fn rest(&self) -> Vec<Router> {
        vec![
            footlights_identity::rest(self.identity.clone(), self.edge.clone()),
            webhooks_rest(WebhooksState { identity: self.identity.clone(), webhooks: self.webhooks.clone(), edge: self.edge.clone() }),
            footlights_parlor::rest(self.parlor.clone(), self.edge.clone()),
            footlights_companion::rest(self.companion.clone(), self.edge.clone()),
            overlay_rest(self.overlays.clone(), self.edge.clone()),
            chatbot_rest(self.chatbot.clone(), self.edge.clone()),
            speech_rest(self.speech.clone(), self.edge.clone()),
            viewer_rest(self.companion.clone()),
        ]
    }

    /// Who may follow which topics from outside.
    pub(crate) fn guards(&self) -> Vec<Arc<dyn TopicGuard>> {
        vec![
            Arc::new(footlights_parlor::RoomGuard(self.parlor.clone())),
            Arc::new(footlights_companion::SessionGuard(self.companion.clone())),
            Arc::new(footlights_companion::CreatorGuard),
        ]
    }
}

/// Opens every system on the ground and starts what works by itself. Ends with `stop`.
///
/// # Errors
/// What kept one from opening.
pub(crate) async fn open(settings: &Settings, public_url: &str, ground: &Ground, stop: CancellationToken) -> anyhow::Result<House> {
    let (store, clock, chance) = (ground.store.clone(), ground.clock.clone(), ground.chance.clone());
    let hub = Hub::start(hub_settings(settings), store.clone(), ground.cluster.clone(), clock.clone(), chance.clone(), stop.clone())?;
    let limiter = Arc::new(Limiter::new(clock.clone()));
    let identity = ground.identity(settings, public_url, Arc::new(hub.clone()), limiter.clone()).await?;
    let webhooks = ground.webhooks(settings).await?;
    let edge = Edge {
        authenticator: Arc::new(identity.clone()),
        limiter,
        clock: clock.clone(),
        chance,
        settings: Arc::new(edge_settings(settings, public_url)?),
    };
    let parlor = ground.parlor(settings, identity.clone(), hub.clone(), edge.limiter.clone())?;
    let companion = ground.companion(settings)?;
    let overlays = Overlays::new(OverlayParts {
        companion: companion.clone(),
        cluster: ground.cluster.clone(),
        hub: Some(hub.clone()),
        secret_box: SecretBox::new(ground.secret),
        settings: overlay_settings(settings, public_url)?,
    });
    let (speech, chatbot) = voices::speaking(settings, ground, &companion, &hub, &stop)?;
    socket(&overlays, &chatbot, edge.clone()).into_iter().for_each(|namespace| hub.add_namespace(namespace));
    footlights_parlor::socket(&parlor, edge.clone()).into_iter().for_each(|namespace| hub.add_namespace(namespace));
    parlor.open_doors(stop.clone()).await?;
    let conductor = Conductor::start(&overlays, stop.clone()).await?;
    let loudspeaker = Loudspeaker::start(&speech, &overlays, &stop).await?;
    let subscribers =
        [webhooks.subscribers(), parlor.subscribers(), overlays.subscribers(), chatbot.subscribers(), speech.subscribers()].concat();
    let jobs = [webhooks.jobs(), parlor.jobs(), overlays.jobs(), chatbot.jobs(), speech.jobs()].concat();
    let workers = Workers::start(store, subscribers, jobs, clock, stop).with_retention(retention());
    overlays.trim_alerts_in(Duration::ZERO).await?;
    companion.seal_old_tips().await?;
    Ok(House {
        hub,
        edge,
        identity,
        webhooks,
        parlor,
        companion,
        conductor,
        loudspeaker,
        chatbot,
        workers: Arc::new(RwLock::new(Some(workers))),
        overlays,
        speech,
    })
}

/// What was written in a room's chat is for who comes back after a while, and is not kept beside the room's history.
fn retention() -> Retention {
    let day = Duration::from_hours(24);
    Retention { by_kind: [(footlights_parlor::CHAT_SENT, day)].into(), ..Retention::default() }
}

fn overlay_settings(settings: &Settings, public_url: &str) -> anyhow::Result<OverlaySettings> {
    anyhow::ensure!(settings.alerts_kept_days > 0, "alerts_kept_days is at least 1");
    Ok(OverlaySettings {
        public_url: public_url.to_owned(),
        alerts_kept_for: Duration::from_hours(24).saturating_mul(settings.alerts_kept_days),
        alerts_kept_max: settings.alerts_kept_max,
        ..OverlaySettings::default()
    })
}

fn edge_settings(settings: &Settings, public_url: &str) -> anyhow::Result<EdgeSettings> {
    let per_account = |share: u32| {
        let writes = settings.writes_per_second.saturating_mul(share);
        (writes > 0).then(|| Quota::per_second(writes, writes.saturating_mul(BURST)))
    };
    let trusted_proxies = settings
        .trusted_proxies
        .iter()
        .map(|text| text.parse().with_context(|| format!("trusted_proxies: `{text}` is not an IP address")))
        .collect::<anyhow::Result<_>>()?;
    Ok(EdgeSettings {
        public_url: Some(public_url.to_owned()),
        writes_per_account: per_account(1),
        writes_per_address: per_account(ADDRESS_SHARE),
        cors_origins: settings.cors_origins.clone(),
        trusted_proxies,
        ..EdgeSettings::default()
    })
}

pub(crate) fn hub_settings(settings: &Settings) -> HubSettings {
    let defaults = HubSettings::default();
    HubSettings {
        loops: if settings.socket_threads == 0 { defaults.loops } else { settings.socket_threads },
        ping_interval: Duration::from_millis(settings.socket_ping_interval_ms),
        ping_timeout: Duration::from_millis(settings.socket_ping_timeout_ms),
        max_payload_bytes: settings.socket_max_payload_bytes as usize,
        connections_max: settings.connections_max,
        connections_per_address_max: settings.connections_per_address_max,
        feeds_per_account_max: settings.feeds_per_account,
        origins: settings.cors_origins.clone(),
        ..defaults
    }
}
