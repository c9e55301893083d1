//! `footlights serve`: everything is plugged together, started, and stopped in an order that loses nothing.

mod guard;
#[cfg(target_os = "linux")]
mod lean;
mod stop;
mod tell;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context as _;
use footlights_companion::board;
use footlights_realtime::conformance_namespaces;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accept::{self, Limits};
use crate::admin::{self, Desk};
use crate::config::Settings;
use crate::database::make_data_dir;
use crate::edges;
use crate::ground::Ground;
use crate::health;
use crate::house::{self, House};
use crate::http::{self, Parts};
use crate::nodes::Nodes;
use crate::ops::Ops;
use crate::{conformance, control, demo};

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
    let listener = accept::Listener::open(&settings.listen).with_context(|| {
        format!("{} cannot be listened on; choose another address and port, such as --listen 127.0.0.1:7301", settings.listen)
    })?;
    let address = listener.local_addr()?;
    let public_url = public_url(&settings, address);
    let stop = CancellationToken::new();
    let house = house::open(&settings, &public_url, &ground, stop.clone()).await?;
    let draining = Arc::new(AtomicBool::new(false));
    let ops = Ops { look: health::look(&ground, house.workers.clone()), draining: draining.clone(), metrics };
    let nodes = others(&ground, &house, &settings);
    let parts = Parts { rest: house.rest(), edges: edges::routes(&house, &ops), sockets: house.hub.routes(), ops, nodes: nodes.clone() };
    let mut app = http::router(parts, &house.edge);
    if settings.conformance {
        conformance_namespaces().into_iter().for_each(|namespace| house.hub.add_namespace(namespace));
        app = app.merge(conformance::routes());
    }

    tell::first_start(&house.identity, &settings).await?;
    let tasks = TaskTracker::new();
    tasks.spawn(house.identity.keeper().await?.run(stop.clone()));
    tasks.spawn(house.webhooks.clone().keep(stop.clone()));
    tasks.spawn(house.companion.clone().tell_viewers(board(house.hub.clone()), stop.clone()));
    let desk = Desk {
        identity: house.identity.clone(),
        companion: house.companion.clone(),
        store: ground.store.clone(),
        chance: ground.chance.clone(),
    };
    let (data_dir, stopping) = (settings.data_dir.clone(), stop.clone());
    tasks.spawn(async move {
        let serving = control::serve(&data_dir, stopping, move |request, progress| admin::run(desk.clone(), request, progress));
        if let Err(error) = serving.await {
            tracing::error!(error = format!("{error:#}"), "commands beside this server will not reach it");
        }
    });
    if settings.demo {
        play(&house, &ground, &tasks, &stop).await?;
        tell::demo(&public_url)?;
    }
    let no_more = CancellationToken::new();
    let accepting = tasks.spawn(accept::serve(listener, app, house.hub.clone(), limits(&settings), no_more.clone())?);
    if let Some(nodes) = &nodes {
        nodes.make_known(&settings, address).await?;
    }
    tell::listening(address)?;
    #[cfg(target_os = "linux")]
    tasks.spawn(lean::once_started(stop.clone()));

    signals.next().await;
    draining.store(true, std::sync::atomic::Ordering::SeqCst);
    let House { hub, conductor, loudspeaker, workers, .. } = house;
    let leave = stop::Leave { hub, nodes, conductor, loudspeaker, workers, ground, no_more, stop, tasks, accepting };
    leave.within(Duration::from_secs(settings.drain_seconds), signals).await;
    Ok(())
}

/// What the demo shows, for as long as it runs.
async fn play(house: &House, ground: &Ground, tasks: &TaskTracker, stop: &CancellationToken) -> anyhow::Result<()> {
    let creator = demo::open(&house.identity, &house.companion).await?;
    demo::cast(&house.chatbot, &creator).await?;
    tasks.spawn(demo::chat(house.chatbot.clone(), house.companion.clone(), creator.clone(), ground.chance.clone(), stop.clone()));
    let room = demo::RoomParts {
        identity: house.identity.clone(),
        parlor: house.parlor.clone(),
        hub: house.hub.clone(),
        chance: ground.chance.clone(),
    };
    tasks.spawn(demo::mingle(room, creator.clone(), stop.clone()));
    tasks.spawn(demo::play(house.companion.clone(), creator, ground.chance.clone(), stop.clone()));
    Ok(())
}

/// The other nodes, and the hub's way to them; none where there can be no other.
fn others(ground: &Ground, house: &House, settings: &Settings) -> Option<Nodes> {
    if ground.cluster.is_alone() {
        return None;
    }
    let nodes = Nodes::new(ground.cluster.clone(), ground.secret, ground.chance.clone(), &house::hub_settings(settings));
    house.hub.route_foreign(Arc::new(nodes.clone()));
    Some(nodes)
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
