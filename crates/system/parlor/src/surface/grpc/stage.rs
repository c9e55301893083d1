//! Hands, the stage and the chat.

use footlights_surface::grpc::status_of;
use tonic::{Request, Response, Status};

use super::asked::{id, optional_id};
use super::{Rooms, v1};

impl Rooms {
    pub(super) async fn raise_hand(&self, request: Request<v1::RaiseHandRequest>) -> Result<Response<v1::Participant>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "RaiseHand", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let changed = self.parlor.raise_hand(&caller, room, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }

    pub(super) async fn accept_stage(&self, request: Request<v1::AcceptStageRequest>) -> Result<Response<v1::Participant>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "AcceptStage", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let changed = self.parlor.accept_stage(&caller, room, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }

    pub(super) async fn lower_hand(&self, request: Request<v1::LowerHandRequest>) -> Result<Response<v1::Participant>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "LowerHand", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let whose = optional_id(asked.account_id.as_deref(), "participant")?;
        let changed = self.parlor.lower_hand(&caller, room, whose, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }

    pub(super) async fn step_down(&self, request: Request<v1::StepDownRequest>) -> Result<Response<v1::Participant>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "StepDown", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let whose = optional_id(asked.account_id.as_deref(), "participant")?;
        let changed = self.parlor.step_down(&caller, room, whose, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }

    pub(super) async fn invite_to_stage(&self, request: Request<v1::InviteToStageRequest>) -> Result<Response<v1::Participant>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "InviteToStage", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let whom = id(&asked.account_id, "participant")?;
        let changed = self.parlor.invite_to_stage(&caller, room, whom, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }

    pub(super) async fn send_chat(&self, request: Request<v1::SendChatRequest>) -> Result<Response<v1::ChatMessage>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "SendChat", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let message = self.parlor.send_chat(&caller, room, &asked.text, once).await.map_err(status_of)?;
        Ok(Response::new(message.into()))
    }

    pub(super) async fn delete_chat(&self, request: Request<v1::DeleteChatRequest>) -> Result<Response<v1::DeleteChatResponse>, Status> {
        let caller = self.gate.writer(&request).await?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let message = id(&asked.message_id, "message")?;
        self.parlor.delete_chat(&caller, room, message).await.map_err(status_of)?;
        Ok(Response::new(v1::DeleteChatResponse {}))
    }
}
