//! Rooms, read.

use footlights_base::Page;
use footlights_surface::grpc::status_of;
use tonic::{Request, Response, Status};

use super::asked::{id, page};
use super::{Rooms, v1};
use crate::model::{Room, RoomFilter};
use crate::usecase::list_chat::CHAT;
use crate::usecase::list_invites::INBOX;
use crate::usecase::list_participants::PARTICIPANTS;
use crate::usecase::list_rooms::{MY_ROOMS, ROOMS};

impl Rooms {
    pub(super) async fn get_room(&self, request: Request<v1::GetRoomRequest>) -> Result<Response<v1::GetRoomResponse>, Status> {
        let caller = self.gate.reader(&request).await?;
        let room = id(&request.get_ref().room_id, "room")?;
        let seen = self.parlor.get_room(&caller, room).await.map_err(status_of)?;
        Ok(Response::new(v1::GetRoomResponse { room: Some(seen.room.into()), me: seen.me.map(Into::into) }))
    }

    pub(super) async fn list_rooms(&self, request: Request<v1::ListRoomsRequest>) -> Result<Response<v1::ListRoomsResponse>, Status> {
        let caller = self.gate.reader(&request).await?;
        let asked = request.into_inner();
        let (after, limit) = page(ROOMS, asked.limit, asked.cursor)?;
        let filter = RoomFilter { tag: asked.tag, search: asked.q, archived: false };
        let found = self.parlor.list_rooms(&caller, filter, after, limit).await.map_err(status_of)?;
        Ok(Response::new(rooms_page(found)))
    }

    pub(super) async fn list_my_rooms(&self, request: Request<v1::ListMyRoomsRequest>) -> Result<Response<v1::ListRoomsResponse>, Status> {
        let caller = self.gate.reader(&request).await?;
        let asked = request.into_inner();
        let (after, limit) = page(MY_ROOMS, asked.limit, asked.cursor)?;
        let found = self.parlor.list_my_rooms(&caller, after, limit).await.map_err(status_of)?;
        Ok(Response::new(rooms_page(found)))
    }

    pub(super) async fn list_participants(
        &self,
        request: Request<v1::ListParticipantsRequest>,
    ) -> Result<Response<v1::ListParticipantsResponse>, Status> {
        let caller = self.gate.reader(&request).await?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let (after, limit) = page(PARTICIPANTS, asked.limit, asked.cursor)?;
        let found = self.parlor.list_participants(&caller, room, None, after, limit).await.map_err(status_of)?;
        let next_cursor = found.next_cursor.map(|cursor| cursor.to_string());
        Ok(Response::new(v1::ListParticipantsResponse { items: found.items.into_iter().map(Into::into).collect(), next_cursor }))
    }

    pub(super) async fn list_chat(&self, request: Request<v1::ListChatRequest>) -> Result<Response<v1::ListChatResponse>, Status> {
        let caller = self.gate.reader(&request).await?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let (after, limit) = page(CHAT, asked.limit, asked.cursor)?;
        let found = self.parlor.list_chat(&caller, room, after, limit).await.map_err(status_of)?;
        let next_cursor = found.next_cursor.map(|cursor| cursor.to_string());
        Ok(Response::new(v1::ListChatResponse { items: found.items.into_iter().map(Into::into).collect(), next_cursor }))
    }

    pub(super) async fn list_invites(&self, request: Request<v1::ListInvitesRequest>) -> Result<Response<v1::ListInvitesResponse>, Status> {
        let caller = self.gate.reader(&request).await?;
        let asked = request.into_inner();
        let (after, limit) = page(INBOX, asked.limit, asked.cursor)?;
        let found = self.parlor.list_invites(&caller, after, limit).await.map_err(status_of)?;
        let next_cursor = found.next_cursor.map(|cursor| cursor.to_string());
        Ok(Response::new(v1::ListInvitesResponse { items: found.items.into_iter().map(Into::into).collect(), next_cursor }))
    }
}

fn rooms_page(page: Page<Room>) -> v1::ListRoomsResponse {
    let next_cursor = page.next_cursor.map(|cursor| cursor.to_string());
    v1::ListRoomsResponse { items: page.items.into_iter().map(Into::into).collect(), next_cursor }
}
