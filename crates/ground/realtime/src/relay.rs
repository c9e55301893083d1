//! Between nodes: what is committed, said or cut here is published, what others publish is brought to the topics
//! followed here. Nothing depends on it arriving: what is lost shows as a gap, or the sweep finds it.

use std::sync::Arc;

use bytes::Bytes;
use footlights_base::{Envelope, Event, Failure, Topic};
use footlights_cluster::{Cluster, Heard, NodeId, Subscription};
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::inbox::News;
use crate::shared::Shared;
use crate::{Ephemeral, Tag};

/// The one channel of all nodes.
const CHANNEL: &str = "realtime";
/// Messages that may wait to be encoded; beyond it they are dropped.
const WAITING_MAX: usize = 8_192;
/// Where the topic begins: after the node and the kind.
const TOPIC_AT: usize = 9;

/// Something other nodes should know.
pub(crate) enum Said {
    Event(Arc<Event>),
    Ephemeral(Arc<Ephemeral>),
    Cut(Tag),
}

/// Where to put what other nodes should know.
#[derive(Clone)]
pub(crate) struct Relay(mpsc::Sender<Said>);

impl Relay {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Said>) {
        let (sender, waiting) = mpsc::channel(WAITING_MAX);
        (Self(sender), waiting)
    }

    /// Never waits.
    pub(crate) fn say(&self, said: Said) {
        if self.0.try_send(said).is_err() {
            metrics::counter!("footlights_realtime_relay_dropped_total").increment(1);
        }
    }
}

/// Encodes and publishes until cancelled.
pub(crate) async fn publish(cluster: Cluster, mut waiting: mpsc::Receiver<Said>, cancel: CancellationToken) {
    let node = cluster.node();
    while let Some(said) = cancel.run_until_cancelled(waiting.recv()).await.flatten() {
        cluster.publish(CHANNEL, encode(node, &said));
    }
}

/// Listens until cancelled.
///
/// # Errors
/// When the cluster refuses the channel.
pub(crate) async fn listen(cluster: Cluster, shared: Arc<Shared>, cancel: CancellationToken) -> Result<(), Failure> {
    let mut heard: Subscription = cluster.subscribe(CHANNEL).await?;
    // Whatever was published before this moment is found by the sweep.
    shared.sweep_all.notify_one();
    while let Some(next) = cancel.run_until_cancelled(heard.next()).await {
        match next {
            Heard::Message(message) => take(&shared, cluster.node(), &message),
            Heard::Gap => shared.sweep_all.notify_one(),
        }
    }
    Ok(())
}

fn encode(node: NodeId, said: &Said) -> Bytes {
    let (kind, topic) = match said {
        Said::Event(event) => (b'e', Some(&event.topic)),
        Said::Ephemeral(frame) => (b'f', Some(&frame.topic)),
        Said::Cut(_) => (b'c', None),
    };
    let mut out = Vec::with_capacity(512);
    out.extend(node.as_u64().to_be_bytes());
    out.push(kind);
    out.extend(topic.map_or("", Topic::as_str).as_bytes());
    out.push(b'\n');
    match said {
        Said::Event(event) => put(&mut out, &Envelope::from(&**event)),
        Said::Ephemeral(frame) => put(&mut out, &**frame),
        Said::Cut(tag) => put(&mut out, tag),
    }
    out.into()
}

fn put(out: &mut Vec<u8>, what: &impl Serialize) {
    serde_json::to_writer(out, what).expect("plain structs serialise and a Vec takes all bytes");
}

/// Brings one message of another node to whom it concerns. What cannot be read is another version's.
fn take(shared: &Shared, own: NodeId, message: &[u8]) {
    if read(shared, own, message).is_none() {
        metrics::counter!("footlights_realtime_relay_unreadable_total").increment(1);
        tracing::warn!("a message of another node could not be read");
    }
}

fn read(shared: &Shared, own: NodeId, message: &[u8]) -> Option<()> {
    let (head, rest) = message.split_at_checked(TOPIC_AT)?;
    let (node, kind) = (u64::from_be_bytes(head[..8].try_into().ok()?), head[8]);
    if NodeId::from_u64(node) == own {
        return Some(());
    }
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let (topic, body) = (std::str::from_utf8(&rest[..end]).ok()?, &rest[end + 1..]);
    if kind == b'c' {
        shared.cut(&serde_json::from_slice(body).ok()?);
        return Some(());
    }
    let topic: Topic = topic.parse().ok()?;
    if shared.interest.owners(&topic) == 0 && !shared.feeds.wants_all() {
        return Some(());
    }
    let news = match kind {
        b'e' => News::Event(Arc::new(serde_json::from_slice::<Envelope>(body).ok()?.into())),
        b'f' => News::Ephemeral(Arc::new(serde_json::from_slice(body).ok()?)),
        _ => return None,
    };
    shared.tell(&[(&topic, news)]);
    Some(())
}
