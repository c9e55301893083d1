//! What followers of this node are told of comings and goings: the hub's digests as frames `presence`.

use std::sync::Arc;

use footlights_base::{AccountId, Topic};
use footlights_realtime::{Digest, Ephemeral};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use super::{PARTICIPANTS, People, RosterState};
use crate::model::{Presence, RoomId};
use crate::wire::CountsBody;

/// How the frame is called.
pub(crate) const EVENT: &str = "presence";
/// People named in one list of a frame; more of them are counted, and found by reading the roster.
const NAMED_MAX: usize = 100;

/// Who has come, gone or turned away.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PresenceFrame {
    /// In which room.
    #[schema(value_type = String, format = "uuid")]
    pub(crate) room_id: RoomId,
    /// Who has come: at most 100.
    pub(crate) joined: Vec<PresentBody>,
    /// Who has gone: at most 100.
    pub(crate) left: Vec<PresentBody>,
    /// Who is active or away and was not before: at most 100.
    pub(crate) changed: Vec<ChangedBody>,
    /// How many changes are not named here; with any the roster has to be read again.
    pub(crate) more: u64,
    /// How many are here now.
    pub(crate) counts: CountsBody,
    /// How far this can be believed.
    pub(crate) state: RosterState,
}

/// Somebody who has come or gone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PresentBody {
    /// Who.
    #[schema(value_type = String, format = "uuid")]
    pub(crate) account_id: AccountId,
    /// Was here a moment ago: worth no line in the chat.
    pub(crate) quiet: bool,
}

/// Somebody who turned away, or back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangedBody {
    /// Who.
    #[schema(value_type = String, format = "uuid")]
    pub(crate) account_id: AccountId,
    /// Whether they are there in person.
    pub(crate) presence: Presence,
}

impl PresenceFrame {
    fn of(room_id: RoomId, digest: &Digest, state: RosterState) -> Self {
        let more = [digest.joined.len(), digest.left.len(), digest.changed.len()];
        Self {
            room_id,
            joined: digest.joined.iter().take(NAMED_MAX).map(|who| PresentBody { account_id: who.account, quiet: who.quiet }).collect(),
            left: digest.left.iter().take(NAMED_MAX).map(|who| PresentBody { account_id: who.account, quiet: who.quiet }).collect(),
            changed: digest
                .changed
                .iter()
                .take(NAMED_MAX)
                .map(|(who, is)| ChangedBody { account_id: *who, presence: (*is).into() })
                .collect(),
            more: more.iter().map(|all| all.saturating_sub(NAMED_MAX) as u64).sum(),
            counts: digest.counts.into(),
            state,
        }
    }
}

impl People {
    /// Tells until cancelled.
    pub(super) async fn tell(self, stop: CancellationToken) {
        let mut digests = self.hub.presence_changes();
        while let Some(next) = stop.run_until_cancelled(digests.recv()).await {
            match next {
                Ok((topic, digest)) => self.tell_one(&topic, &digest),
                // Some were missed: everybody is told to read the roster again.
                Err(RecvError::Lagged(missed)) => self.tell_all_again(missed),
                Err(RecvError::Closed) => return,
            }
        }
    }

    fn tell_one(&self, topic: &Topic, digest: &Arc<Digest>) {
        let Some(room) = room_of(topic) else { return };
        let frame = PresenceFrame::of(room, digest, self.state(room));
        self.hub.ephemeral_here(Ephemeral::new(topic.clone(), EVENT, &frame).only(&[PARTICIPANTS]));
    }

    fn tell_all_again(&self, missed: u64) {
        let rooms: Vec<RoomId> = self.rooms().keys().copied().collect();
        for room in rooms {
            let topic = crate::events::room_topic(room);
            let digest = Digest { counts: self.hub.members_count(&topic), ..Digest::default() };
            let frame = PresenceFrame { more: missed, ..PresenceFrame::of(room, &digest, self.state(room)) };
            self.hub.ephemeral_here(Ephemeral::new(topic, EVENT, &frame).only(&[PARTICIPANTS]));
        }
    }
}

/// The room a topic is of.
pub(super) fn room_of(topic: &Topic) -> Option<RoomId> {
    if topic.kind() == "room" { topic.id().parse().ok() } else { None }
}
