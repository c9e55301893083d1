//! Who comes, goes, is put out, is let in.

use footlights_base::Rejection;
use footlights_surface::grpc::status_of;
use tonic::{Request, Response, Status};
use zeroize::Zeroizing;

use super::asked::{id, seconds};
use super::v1::create_invite_request::Invitee as Whom;
use super::{Rooms, v1};
use crate::{BanParticipant, CreateInvite, CreateJoinLink, Invitee, JoinRoom};

impl Rooms {
    pub(super) async fn join_room(&self, request: Request<v1::JoinRoomRequest>) -> Result<Response<v1::JoinRoomResponse>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once_without(&request, &caller, "JoinRoom", |said| (said.password, said.link) = (None, None))?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let command = JoinRoom { password: asked.password.map(Zeroizing::new), link: asked.link };
        let joined = self.parlor.join_room(&caller, room, command, once).await.map_err(status_of)?;
        Ok(Response::new(joined.into()))
    }

    pub(super) async fn leave_room(&self, request: Request<v1::LeaveRoomRequest>) -> Result<Response<v1::LeaveRoomResponse>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "LeaveRoom", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        self.parlor.leave_room(&caller, room, once).await.map_err(status_of)?;
        Ok(Response::new(v1::LeaveRoomResponse {}))
    }

    pub(super) async fn kick_participant(
        &self,
        request: Request<v1::KickParticipantRequest>,
    ) -> Result<Response<v1::KickParticipantResponse>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "KickParticipant", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let who = id(&asked.account_id, "participant")?;
        self.parlor.kick_participant(&caller, room, who, once).await.map_err(status_of)?;
        Ok(Response::new(v1::KickParticipantResponse {}))
    }

    pub(super) async fn ban_participant(&self, request: Request<v1::BanParticipantRequest>) -> Result<Response<v1::Ban>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "BanParticipant", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let who = id(&asked.account_id, "account")?;
        let command =
            BanParticipant { expires_in: seconds(asked.expires_in), reason: asked.reason, delete_messages: asked.delete_messages };
        let ban = self.parlor.ban_participant(&caller, room, who, command, once).await.map_err(status_of)?;
        Ok(Response::new(ban.into()))
    }

    pub(super) async fn unban_participant(
        &self,
        request: Request<v1::UnbanParticipantRequest>,
    ) -> Result<Response<v1::UnbanParticipantResponse>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "UnbanParticipant", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let who = id(&asked.account_id, "ban")?;
        self.parlor.unban_participant(&caller, room, who, once).await.map_err(status_of)?;
        Ok(Response::new(v1::UnbanParticipantResponse {}))
    }

    pub(super) async fn set_participant_role(
        &self,
        request: Request<v1::SetParticipantRoleRequest>,
    ) -> Result<Response<v1::Participant>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "SetParticipantRole", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let who = id(&asked.account_id, "participant")?;
        let role =
            v1::RoomRole::word(asked.role).ok_or_else(|| status_of(Rejection::field("/role", "not_one_of", "There is no such role.")))?;
        let changed = self.parlor.set_participant_role(&caller, room, who, role, once).await.map_err(status_of)?;
        Ok(Response::new(changed.into()))
    }

    pub(super) async fn create_invite(&self, request: Request<v1::CreateInviteRequest>) -> Result<Response<v1::Invite>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "CreateInvite", false)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let invitee = match asked.invitee {
            Some(Whom::AccountId(account)) => Invitee::Account(id(&account, "account")?),
            Some(Whom::Username(username)) => Invitee::Username(username),
            None => return Err(status_of(Rejection::field("/accountId", "missing", "Say whom: account_id or username."))),
        };
        let command = CreateInvite { invitee, role: v1::RoomRole::word(asked.role), expires_in: seconds(asked.expires_in) };
        let invite = self.parlor.create_invite(&caller, room, command, once).await.map_err(status_of)?;
        Ok(Response::new(invite.into()))
    }

    pub(super) async fn accept_invite(&self, request: Request<v1::AcceptInviteRequest>) -> Result<Response<v1::JoinRoomResponse>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "AcceptInvite", false)?;
        let asked = request.into_inner();
        let invite = id(&asked.invite_id, "invite")?;
        let joined = self.parlor.accept_invite(&caller, invite, once).await.map_err(status_of)?;
        Ok(Response::new(joined.into()))
    }

    pub(super) async fn decline_invite(&self, request: Request<v1::DeclineInviteRequest>) -> Result<Response<v1::Invite>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "DeclineInvite", false)?;
        let asked = request.into_inner();
        let invite = id(&asked.invite_id, "invite")?;
        let declined = self.parlor.decline_invite(&caller, invite, once).await.map_err(status_of)?;
        Ok(Response::new(declined.into()))
    }

    pub(super) async fn create_join_link(
        &self,
        request: Request<v1::CreateJoinLinkRequest>,
    ) -> Result<Response<v1::CreateJoinLinkResponse>, Status> {
        let caller = self.gate.writer(&request).await?;
        let once = self.gate.once(&request, &caller, "CreateJoinLink", true)?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let command =
            CreateJoinLink { role: v1::RoomRole::word(asked.role), expires_in: seconds(asked.expires_in), uses_max: asked.uses_max };
        let issued = self.parlor.create_join_link(&caller, room, command, once).await.map_err(status_of)?;
        let secret = issued.secret.text().to_owned();
        Ok(Response::new(v1::CreateJoinLinkResponse { link: Some(issued.link.into()), secret }))
    }

    pub(super) async fn revoke_join_link(
        &self,
        request: Request<v1::RevokeJoinLinkRequest>,
    ) -> Result<Response<v1::RevokeJoinLinkResponse>, Status> {
        let caller = self.gate.writer(&request).await?;
        let asked = request.into_inner();
        let room = id(&asked.room_id, "room")?;
        let link = id(&asked.link_id, "link")?;
        self.parlor.revoke_join_link(&caller, room, link).await.map_err(status_of)?;
        Ok(Response::new(v1::RevokeJoinLinkResponse {}))
    }
}
