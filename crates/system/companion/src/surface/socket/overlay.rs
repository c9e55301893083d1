//! `/streaming/overlay`: for OBS, without signing in. It only watches, but for saying that an alert was shown.

use std::sync::Arc;

use footlights_base::{AccountId, BoxFuture, Epoch, ErrorKind, Event, Failure, Rejection};
use footlights_realtime::{Audience, Call, Join, Joined, Namespace, Reply, Socket, Tag, WireEvent};
use footlights_surface::Quota;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::{alert_frames, frames, overlay_frames};
use crate::Overlays;
use crate::audience::{ANONYMOUS, KEY_HOLDERS, PREVIEWS, VIEWERS};
use crate::events::{creator_topic, session_topic};
use crate::following::{From, Keyed, OverlaySeat, follow, leave_all_but};
use crate::job::news::News;
use crate::model::{AlertId, OverlayKey, SessionId, Theme};
use crate::usecase::overlay_snapshot::OverlaySnapshot;

/// How clients call this namespace.
pub(super) const PATH: &str = "/streaming/overlay";
/// Finished attempts a rejoining overlay may name; it needs one per lane.
const FINISHED_MAX: usize = 100;

/// How often one socket may join: an overlay does it once, and a page that shows several sessions in turn now and then.
const JOINS_PER_SECOND: u32 = 1;
/// How many joins at once after a pause.
const JOINS_AT_ONCE: u32 = 10;

pub(super) struct Overlay {
    pub(super) overlays: Overlays,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct JoinOverlay {
    /// A session to look on; one of these three.
    session_id: Option<String>,
    /// The key of an overlay's address.
    overlay_key: Option<String>,
    /// A creator who shows a page to everybody.
    creator_id: Option<String>,
    /// Whether it only looks on: with a key.
    #[serde(default)]
    preview: bool,
    /// The last number the client has.
    last_sequence: Option<i64>,
    /// The numbering it is of.
    #[schema(value_type = Option<i64>)]
    epoch: Option<Epoch>,
    /// Attempts that ended since the client was here last, as pairs of `alertId` and `attempt`: at most 100.
    #[serde(default)]
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    finished: Vec<(String, u8)>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LeaveOverlay {
    /// The session to leave; everything when none is named.
    session_id: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlertFinished {
    /// Which alert.
    alert_id: String,
    /// Which showing of it: 1 or 2.
    attempt: u8,
}

#[derive(Deserialize, ToSchema)]
pub(super) struct OverlayState {
    /// Whether it is on the programme: the last one to say so makes the sound.
    active: bool,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    #[serde(flatten)]
    #[schema(ignore)]
    joined: Joined,
    /// The session that is live.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    session_id: Option<SessionId>,
    /// How the overlay looks.
    theme: Theme,
    /// What it begins with.
    state: OverlaySnapshot,
}

impl Namespace for Overlay {
    fn path(&self) -> &'static str {
        PATH
    }

    fn connect<'a>(&'a self, socket: &'a Socket, _auth: Option<&'a RawValue>) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            self.welcome(socket);
            Ok(())
        })
    }

    /// Anybody may come in; what there is to see is asked for by joining.
    fn welcome(&self, socket: &Socket) -> bool {
        socket.attach(Arc::new(OverlaySeat::default()));
        true
    }

    fn event<'a>(&'a self, socket: &'a Socket, call: &'a Call) -> BoxFuture<'a, Result<Reply, Failure>> {
        Box::pin(async move {
            match call.name() {
                "join_overlay" => self.join(socket, call.payload()?).await,
                "leave_overlay" => Ok(leave_named(socket, &call.payload()?)),
                "alert_finished" => self.finished(socket, call.payload()?).await,
                "overlay_state" => self.state(socket, &call.payload()?),
                "add_tip" | "update_viewers" | "chatbot_message" => Err(read_only().into()),
                _ => Err(call.unknown().into()),
            }
        })
    }

    fn project(&self, event: &Event, audience: Audience) -> Option<WireEvent> {
        alert_frames::of_creator(event, audience)
            .or_else(|| overlay_frames::of_overlay(event, audience))
            .or_else(|| frames::of_session(event, audience))
    }

    fn echoed_fields(&self) -> &'static [&'static str] {
        &["sessionId"]
    }
}

impl Overlay {
    async fn join(&self, socket: &Socket, asked: JoinOverlay) -> Result<Reply, Failure> {
        if let Some(seat) = socket.state::<OverlaySeat>() {
            seat.place().joins.take(Quota::per_second(JOINS_PER_SECOND, JOINS_AT_ONCE), self.overlays.companion.now())?;
        }
        match (&asked.overlay_key, &asked.session_id, &asked.creator_id) {
            (Some(key), None, None) => self.join_by_key(socket, key, &asked).await,
            (None, Some(id), None) => self.join_by_session(socket, frames::session_id(id)?, &asked).await,
            (None, None, Some(id)) => self.join_by_creator(socket, id, &asked).await,
            (None, None, None) => Err(Rejection::not_found("overlay").into()),
            _ => Err(Rejection::field("/overlayKey", "not_valid", "Say one of sessionId, overlayKey and creatorId.").into()),
        }
    }

    async fn join_by_session(&self, socket: &Socket, id: SessionId, asked: &JoinOverlay) -> Result<Reply, Failure> {
        if asked.last_sequence.is_some() {
            // Whoever goes on where they were is told no state, the reading of which would miss a session that is none.
            self.overlays.companion.find_session(id).await?;
        }
        let state = self.overlays.companion.session_snapshot(id, ANONYMOUS);
        let join = Join::new(session_topic(id), ANONYMOUS).since(asked.epoch, asked.last_sequence).snapshot(state);
        let joined = socket.join(join).await?;
        leave_all_but(socket, Some(id));
        if joined.recovered {
            self.overlays.companion.retell_viewers(id);
        }
        if let Some(seat) = socket.state::<OverlaySeat>() {
            seat.place().session = Some(id);
        }
        Ok(Reply::with(&joined))
    }

    /// For a creator's page: only while she shows one.
    async fn join_by_creator(&self, socket: &Socket, id: &str, asked: &JoinOverlay) -> Result<Reply, Failure> {
        let creator: AccountId = id.parse().map_err(|_| Rejection::not_found("creator"))?;
        let live = self.overlays.companion.open_viewer_page(creator).await?;
        leave_all_but(socket, None);
        if let Some(seat) = socket.state::<OverlaySeat>() {
            seat.place().keyed = Some(Keyed { creator, audience: VIEWERS, joined_at: self.overlays.companion.now(), active_at: None });
        }
        let joined = socket.join(Join::new(creator_topic(creator), VIEWERS).since(asked.epoch, asked.last_sequence)).await?;
        self.overlays.viewed().shown(creator);
        if let Some(live) = live {
            follow(&self.overlays.companion, socket, live, From::Now).await?;
        }
        Ok(Reply::with(&joined))
    }

    async fn join_by_key(&self, socket: &Socket, key: &str, asked: &JoinOverlay) -> Result<Reply, Failure> {
        let key = OverlayKey::from_text(key).ok_or_else(|| Rejection::not_found("overlay"))?;
        // Marked before it is looked up, so that a rotation in between finds this socket.
        let hash = key.hash();
        socket.tag(Tag::key(hash));
        let opened = self.overlays.open_by_key(&key).await;
        // Or else whoever guesses would leave a mark with each guess. The key it has come in by stays marked.
        let (creator, live) = opened.inspect_err(|_| unmark(socket, hash))?;
        leave_all_but(socket, None);
        if let Some(former) = socket.state::<OverlaySeat>().and_then(|seat| seat.place().key.replace(hash)) {
            unmark(socket, former);
        }
        if !asked.preview {
            let finished = asked.finished.iter().take(FINISHED_MAX).filter_map(|(id, attempt)| Some((id.parse().ok()?, *attempt)));
            self.overlays.finish_alerts(creator, finished.collect()).await?;
        }
        let audience = if asked.preview { PREVIEWS } else { KEY_HOLDERS };
        if let Some(seat) = socket.state::<OverlaySeat>() {
            seat.place().keyed = Some(Keyed { creator, audience, joined_at: self.overlays.companion.now(), active_at: None });
        }
        let joined = socket.join(Join::new(creator_topic(creator), audience).since(asked.epoch, asked.last_sequence)).await?;
        if let Some(live) = live {
            follow(&self.overlays.companion, socket, live, From::Now).await?;
        }
        let state = self.overlays.companion.overlay_snapshot(creator, live).await?;
        Ok(Reply::with(&Answer { joined, session_id: live, theme: state.theme.clone(), state }))
    }

    async fn finished(&self, socket: &Socket, said: AlertFinished) -> Result<Reply, Failure> {
        let keyed = holder(socket)?;
        let id: AlertId = said.alert_id.parse().map_err(|_| Rejection::not_found("alert"))?;
        self.overlays.finish_alerts(keyed.creator, vec![(id, said.attempt)]).await?;
        News::Alerts(keyed.creator).tell(&self.overlays.cluster);
        Ok(Reply::ok())
    }

    fn state(&self, socket: &Socket, said: &OverlayState) -> Result<Reply, Failure> {
        holder(socket)?;
        if let Some(seat) = socket.state::<OverlaySeat>()
            && let Some(keyed) = &mut seat.place().keyed
        {
            keyed.active_at = said.active.then(|| self.overlays.companion.now());
        }
        Ok(Reply::ok())
    }
}

/// Takes the mark of a key away, unless the socket has come in by it.
fn unmark(socket: &Socket, key: [u8; 32]) {
    if socket.state::<OverlaySeat>().is_none_or(|seat| seat.place().key != Some(key)) {
        socket.untag(&Tag::key(key));
    }
}

/// What a socket has by its key; previews and those who joined otherwise may not act.
fn holder(socket: &Socket) -> Result<Keyed, Rejection> {
    let keyed = socket.state::<OverlaySeat>().and_then(|seat| seat.place().keyed);
    keyed.filter(|keyed| keyed.audience == KEY_HOLDERS).ok_or_else(read_only)
}

fn read_only() -> Rejection {
    Rejection::new(ErrorKind::Forbidden, "read_only", "Overlays only watch; write through /streaming or the REST API.")
}

/// Leaves the session that is named, or everything when none is; one that was not joined is left already.
fn leave_named(socket: &Socket, asked: &LeaveOverlay) -> Reply {
    let Some(named) = &asked.session_id else {
        leave_all_but(socket, None);
        return Reply::ok();
    };
    if let Some(seat) = socket.state::<OverlaySeat>() {
        let mut place = seat.place();
        if let Some(session) = place.session.take_if(|session| session.to_string() == *named) {
            socket.leave(&session_topic(session));
        }
    }
    Reply::ok()
}
