//! What all parts of one hub share.

use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_base::{Chance, Clock, Topic};
use footlights_socketio::{NamespaceId, Namespaces, Protocol, Settings};
use tokio::sync::Notify;

use crate::admission::Admission;
use crate::commands::Commands;
use crate::directory::Directory;
use crate::expiry::Expiries;
use crate::feed::{self, Feeds, Seats};
use crate::inbox::{Inbox, Message, News};
use crate::interest::Interest;
use crate::log::EventLog;
use crate::presence::Desk;
use crate::readings::Readings;
use crate::relay::Relay;
use crate::watch::Watches;
use crate::{ForeignRoute, HubSettings, Namespace, Tag};

pub(crate) struct Shared {
    pub(crate) settings: HubSettings,
    /// This node's name within session ids.
    pub(crate) node: Box<str>,
    pub(crate) log: Arc<dyn EventLog>,
    /// The wall clock, for presence.
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
    pub(crate) commands: Commands,
    pub(crate) admission: Arc<Admission>,
    pub(crate) directory: Directory,
    pub(crate) expiries: Expiries,
    pub(crate) interest: Interest,
    pub(crate) presence: Desk,
    /// Listeners without sockets.
    pub(crate) feeds: Feeds,
    /// How many feeds each account has.
    pub(crate) seats: Seats,
    /// Connections of other edges.
    pub(crate) watches: Watches,
    pub(crate) readings: Readings,
    pub(crate) inboxes: Vec<Arc<Inbox>>,
    /// Other nodes, when there may be any.
    pub(crate) relay: Option<Relay>,
    /// Where requests for other nodes' sessions go.
    pub(crate) foreign: OnceLock<Arc<dyn ForeignRoute>>,
    /// Asks for a sweep of everything, now.
    pub(crate) sweep_all: Notify,
    pub(crate) draining: AtomicBool,
    /// The next connection's loop thread.
    pub(crate) next_owner: AtomicU16,
    /// Namespaces until the first client comes; from then on they are [`Sealed`].
    pub(crate) announced: Mutex<Vec<Arc<dyn Namespace>>>,
    pub(crate) sealed: OnceLock<Sealed>,
    pub(crate) born: Instant,
}

/// The namespaces that exist, fixed once the first client has come.
pub(crate) struct Sealed {
    engine: Arc<Settings>,
    namespaces: Vec<Arc<dyn Namespace>>,
    /// Kinds of events that take back what an earlier one has told.
    taking_back: Vec<&'static str>,
}

impl Shared {
    /// Milliseconds on a clock that only goes forward: for deadlines of connections, which no change of the wall clock
    /// may end. What is told to clients comes with the events.
    pub(crate) fn now_ms(&self) -> u64 {
        u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// The same clock, as exact as it goes.
    pub(crate) fn elapsed(&self) -> Duration {
        self.born.elapsed()
    }

    /// Milliseconds on the wall clock.
    pub(crate) fn wall_ms(&self) -> u64 {
        u64::try_from(self.clock.now().as_millis()).unwrap_or(0)
    }

    pub(crate) fn send(&self, owner: u16, message: Message) {
        if let Some(inbox) = self.inboxes.get(usize::from(owner)) {
            inbox.send(message);
        }
    }

    /// Brings news to the loop threads on which their topics are followed.
    pub(crate) fn tell(&self, news: &[(&Topic, News)]) {
        let owners: Vec<u64> = news.iter().map(|(topic, _)| self.interest.owners(topic)).collect();
        for (index, inbox) in self.inboxes.iter().enumerate() {
            let mut own =
                news.iter().zip(&owners).filter(|(_, owners)| **owners & (1 << index) != 0).map(|((_, news), _)| news.clone()).peekable();
            if own.peek().is_some() && !inbox.tell(own) {
                // The topics find the gap, by their next event or by the sweep.
                metrics::counter!("footlights_realtime_backlog_full_total").increment(1);
            }
        }
        let all = self.feeds.wants_all();
        for ((_, news), owners) in news.iter().zip(&owners) {
            if (all || owners & (1 << feed::OWNER) != 0) && !self.feeds.tell(news) {
                metrics::counter!("footlights_realtime_backlog_full_total").increment(1);
            }
        }
    }

    /// Ends the sockets of this node that carry a tag.
    pub(crate) fn cut(&self, tag: &Tag) {
        for socket in self.directory.tagged(tag) {
            socket.send(Message::Cut { seat: socket.0.seat });
        }
        self.watches.cut(tag);
    }

    /// Twenty characters nobody can guess.
    pub(crate) fn random_id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.chance.bytes::<15>())
    }

    /// A session id: it names the node and the loop thread, so that every request finds its way.
    pub(crate) fn session_id(&self) -> (u16, Box<str>) {
        let loops = u16::try_from(self.inboxes.len()).expect("loop threads are few");
        let owner = self.next_owner.fetch_add(1, Ordering::Relaxed) % loops;
        (owner, format!("{}.{owner}.{}", self.node, self.random_id()).into())
    }

    /// Which loop thread of which node a session id names.
    pub(crate) fn parse_session_id(sid: &str) -> Option<(&str, u16)> {
        let mut parts = sid.split('.');
        let (node, owner, _random) = (parts.next()?, parts.next()?, parts.next()?);
        Some((node, owner.parse().ok()?)).filter(|_| parts.next().is_none())
    }

    pub(crate) fn namespace(&self, id: NamespaceId) -> Option<Arc<dyn Namespace>> {
        self.sealed().namespaces.get(id.index()).cloned()
    }

    /// Kinds of events that take back what an earlier one has told.
    pub(crate) fn taking_back(&self) -> &[&'static str] {
        &self.sealed().taking_back
    }

    pub(crate) fn engine_settings(&self) -> &Arc<Settings> {
        &self.sealed().engine
    }

    fn sealed(&self) -> &Sealed {
        self.sealed.get_or_init(|| {
            let namespaces = self.announced.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let names = Namespaces::new(namespaces.iter().map(|namespace| namespace.path()));
            let names = names.expect("paths were checked when the namespaces were added");
            let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
            let settings = &self.settings;
            let engine = Settings {
                protocol: if settings.echo { Protocol::EngineIo } else { Protocol::SocketIo },
                ping_interval_ms: millis(settings.ping_interval),
                ping_timeout_ms: millis(settings.ping_timeout),
                connect_timeout_ms: millis(settings.connect_timeout),
                upgrade_timeout_ms: millis(settings.upgrade_timeout),
                max_payload: settings.max_payload_bytes,
                queued_frames_max: settings.outbox_frames_max,
                queued_bytes_max: settings.outbox_bytes_max,
                ..Settings::new(names)
            };
            let taking_back = namespaces.iter().flat_map(|namespace| namespace.takes_back()).copied().collect();
            Sealed { engine: Arc::new(engine), namespaces, taking_back }
        })
    }
}
