//! Rooms, made and changed.

use footlights_surface::grpc::status_of;
use tonic::{Request, Response, Status};

use super::asked::{create, id, update};
use super::{Rooms, v1};

impl Rooms {
    pub(super) async fn create_room(&self, request: Request<v1::CreateRoomRequest>) -> Result<Response<v1::Room>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once_without(&request, &caller, "CreateRoom", |said| said.password = None)?;
        let asked = request.into_inner();
        let made = self.parlor.create_room(&caller, create(asked)?, once).await.map_err(status_of)?;
        Ok(Response::new(made.into()))
    }

    pub(super) async fn update_room(&self, request: Request<v1::UpdateRoomRequest>) -> Result<Response<v1::Room>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once_without(&request, &caller, "UpdateRoom", |said| said.password = None)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let changed = self.parlor.update_room(&caller, room, update(asked)?, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }

    pub(super) async fn archive_room(&self, request: Request<v1::ArchiveRoomRequest>) -> Result<Response<v1::Room>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "ArchiveRoom", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let changed = self.parlor.archive_room(&caller, room, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }

    pub(super) async fn delete_room(&self, request: Request<v1::DeleteRoomRequest>) -> Result<Response<v1::Room>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "DeleteRoom", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let changed = self.parlor.delete_room(&caller, room, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }

    pub(super) async fn restore_room(&self, request: Request<v1::RestoreRoomRequest>) -> Result<Response<v1::Room>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "RestoreRoom", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let changed = self.parlor.restore_room(&caller, room, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }

    pub(super) async fn transfer_room(&self, request: Request<v1::TransferRoomRequest>) -> Result<Response<v1::Room>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "TransferRoom", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let to = id(&asked.account_id, "participant")?;
        let changed = self.parlor.transfer_room(&caller, room, to, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }
}
