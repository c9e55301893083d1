//! Who is in a room in person.

use footlights_base::{Page, Rejection};
use footlights_realtime::Activity;
use footlights_surface::grpc::status_of;
use tonic::{Request, Response, Status};

use super::asked::{id, page};
use super::noun::stamp;
use super::{Rooms, v1};
use crate::model::Presence;
use crate::usecase::list_presence::PRESENCE;

impl Rooms {
    pub(super) async fn heartbeat(&self, request: Request<v1::HeartbeatRequest>) -> Result<Response<v1::HeartbeatResponse>, Status> {
        let caller = self.gate.writer(&request).await?;
        let asked = request.into_inner();
        let activity = match v1::Presence::word(asked.state) {
            None | Some(Presence::Active) => Activity::Active,
            Some(Presence::Away) => Activity::Away,
            Some(Presence::Offline) => return Err(status_of(Rejection::field("/state", "not_one_of", "Active or away."))),
        };
        self.parlor.heartbeat(&caller, id(&asked.room_id, "room")?, activity).await.map_err(status_of)?;
        Ok(Response::new(v1::HeartbeatResponse {}))
    }

    pub(super) async fn get_presence(&self, request: Request<v1::GetPresenceRequest>) -> Result<Response<v1::GetPresenceResponse>, Status> {
        let caller = self.gate.reader(&request).await?;
        let asked = request.into_inner();
        let (after, limit) = page(PRESENCE, asked.limit, asked.cursor)?;
        let here = self.parlor.list_presence(&caller, id(&asked.room_id, "room")?, after, limit).await.map_err(status_of)?;
        let people = Page::from_rows(here.people, limit, PRESENCE, |(account, _)| *account);
        let person = |(account, presence): (footlights_base::AccountId, Presence)| v1::PresentPerson {
            account_id: account.to_string(),
            presence: v1::Presence::from(presence).into(),
        };
        Ok(Response::new(v1::GetPresenceResponse {
            state: v1::RosterState::from(here.state).into(),
            stale_since: here.stale_since.map(stamp),
            present: here.counts.present as u64,
            away: here.counts.away as u64,
            next_cursor: people.next_cursor.as_ref().map(ToString::to_string),
            items: people.items.into_iter().map(person).collect(),
        }))
    }
}
