//! `footlights serve`: everything is plugged together, started, and stopped in an order that loses nothing.

mod guard;
mod stop;
mod tell;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context as _;
use footlights_companion::{Companion, CompanionParts, CompanionSettings, TokenRate};
use footlights_identity::Identity;
use footlights_realtime::{Hub, HubSettings, conformance_namespaces};
use footlights_store::Workers;
use footlights_surface::{Edge, EdgeSettings, Limiter, Quota};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use utoipa_axum::router::OpenApiRouter;

use crate::accept::{self, Limits};
use crate::admin::{self, Desk};
use crate::config::Settings;
use crate::database::make_data_dir;
use crate::{conformance, control, demo};
use crate::ground::Ground;
use crate::health::{self, RunningWorkers};
use crate::http::{self, Parts};
use crate::ops::Ops;

/// Bursts an account may make, as a multiple of its writes a second.
const BURST: u32 = 2;
/// An address may hold several accounts.
const ADDRESS_SHARE: u32 = 5;

/// Runs until a signal.
///
/// # Errors
/// What kept it from starting, in words that say what to do.
pub async fn run(settings: Settings) -> anyhow::Result<()> {
    guard::loopback_only(&settings)?;
    guard::raise_open_files();
    let mut signals = stop::Signals::catch()?;
    let metrics = PrometheusBuilder::new().install_recorder().context("metrics were started twice")?;
    if settings.demo {
        make_data_dir(&settings)?;
        demo::claim(&settings)?;
    }
    let ground = Ground::open(&settings).await?;
    let listener = TcpListener::bind(&settings.listen)
        .await
        .with_context(|| format!("{} cannot be listened on; choose another address with --listen", settings.listen))?;
    let address = listener.local_addr()?;
    let public_url = public_url(&settings, address);
    let stop = CancellationToken::new();
    let house = open_house(&settings, &public_url, &ground, stop.clone()).await?;
    let draining = Arc::new(AtomicBool::new(false));
    let ops = Ops { look: health::look(&ground, house.workers.clone()), draining: draining.clone(), metrics };
    let mut app = http::router(Parts { rest: house.rest(), sockets: house.hub.routes(), ops }, &house.edge);
    if settings.conformance {
        conformance_namespaces().into_iter().for_each(|namespace| house.hub.add_namespace(namespace));
        app = app.merge(conformance::routes());
    }

    tell::first_start(&house.identity, &settings).await?;
    let tasks = TaskTracker::new();
    tasks.spawn(house.identity.keeper().await?.run(stop.clone()));
    let desk = Desk { identity: house.identity.clone(), store: ground.store.clone(), chance: ground.chance.clone() };
    let (data_dir, stopping) = (settings.data_dir.clone(), stop.clone());
    tasks.spawn(async move {
        let serving = control::serve(&data_dir, stopping, move |request, progress| admin::run(desk.clone(), request, progress));
        if let Err(error) = serving.await {
            tracing::error!(error = format!("{error:#}"), "commands beside this server will not reach it");
        }
    });
    if settings.demo {
        let creator = demo::open(&house.identity, &house.companion).await?;
        tasks.spawn(demo::play(house.companion.clone(), creator, ground.chance.clone(), stop.clone()));
        tell::demo(&public_url)?;
    }
    let no_more = CancellationToken::new();
    let accepting = tasks.spawn(accept::serve(listener, app, limits(&settings), no_more.clone()));
    tell::listening(address)?;

    signals.next().await;
    draining.store(true, std::sync::atomic::Ordering::SeqCst);
    let leave = stop::Leave { hub: house.hub, workers: house.workers, ground, no_more, stop, tasks, accepting };
    leave.within(Duration::from_secs(settings.drain_seconds), signals).await;
    Ok(())
}

/// The systems of one process, plugged together.
pub(crate) struct House {
    hub: Hub,
    edge: Edge,
    identity: Identity,
    companion: Companion,
    workers: RunningWorkers,
}

impl House {
    /// The REST part of every system.
    pub(crate) fn rest(&self) -> Vec<OpenApiRouter> {
        vec![
            footlights_identity::rest(self.identity.clone(), self.edge.clone()),
            footlights_companion::rest(self.companion.clone(), self.edge.clone()),
        ]
    }
}

/// Opens every system on the ground, lower ones first.
///
/// # Errors
/// What kept one from opening.
pub(crate) async fn open_house(settings: &Settings, public_url: &str, ground: &Ground, stop: CancellationToken) -> anyhow::Result<House> {
    let hub = Hub::start(
        hub_settings(settings),
        ground.store.clone(),
        ground.cluster.clone(),
        ground.clock.clone(),
        ground.chance.clone(),
        stop.clone(),
    )?;
    let limiter = Arc::new(Limiter::new(ground.clock.clone()));
    let identity = ground.identity(settings, public_url, Arc::new(hub.clone()), limiter.clone()).await?;
    let edge = Edge {
        authenticator: Arc::new(identity.clone()),
        limiter,
        clock: ground.clock.clone(),
        chance: ground.chance.clone(),
        settings: Arc::new(edge_settings(settings, public_url)?),
    };
    let companion = Companion::new(companion_parts(settings, ground)?);
    let workers = Workers::start(ground.store.clone(), Vec::new(), Vec::new(), ground.clock.clone(), stop);
    Ok(House { hub, edge, identity, companion, workers: Arc::new(RwLock::new(Some(workers))) })
}

fn companion_parts(settings: &Settings, ground: &Ground) -> anyhow::Result<CompanionParts> {
    let currency = settings.currency.parse().with_context(|| format!("currency: `{}` is no ISO 4217 code", settings.currency))?;
    anyhow::ensure!(settings.token_rate > 0, "token_rate is at least 1 minor unit per 100 tokens");
    let token_rate = TokenRate { minor_per_100_tokens: settings.token_rate };
    let (store, clock, chance) = (ground.store.clone(), ground.clock.clone(), ground.chance.clone());
    Ok(CompanionParts { store, clock, chance, settings: CompanionSettings { currency, token_rate } })
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

fn hub_settings(settings: &Settings) -> HubSettings {
    let defaults = HubSettings::default();
    HubSettings {
        loops: if settings.socket_threads == 0 { defaults.loops } else { settings.socket_threads },
        ping_interval: Duration::from_millis(settings.socket_ping_interval_ms),
        ping_timeout: Duration::from_millis(settings.socket_ping_timeout_ms),
        max_payload_bytes: settings.socket_max_payload_bytes as usize,
        connections_max: settings.connections_max,
        connections_per_address_max: settings.connections_per_address_max,
        origins: settings.cors_origins.clone(),
        ..defaults
    }
}

fn limits(settings: &Settings) -> Limits {
    Limits {
        connections_max: settings.connections_max,
        per_address_max: settings.connections_per_address_max,
        uncounted: settings.trusted_proxies.iter().filter_map(|text| text.parse().ok()).collect(),
    }
}

/// What people type, without a slash at its end.
fn public_url(settings: &Settings, address: SocketAddr) -> String {
    if settings.public_url.is_empty() { format!("http://{address}") } else { settings.public_url.trim_end_matches('/').to_owned() }
}
