//! `RoomService`: which call is which function.

use tonic::{Request, Response, Status};

use super::v1::room_service_server::RoomService;
use super::{Rooms, v1};

/// The service's trait, each call handed on to the function of its name on [`Rooms`].
macro_rules! calls {
    ($($verb:ident($asked:ident) -> $answer:ident,)+) => {
        #[tonic::async_trait]
        impl RoomService for Rooms {
            $(
                async fn $verb(&self, request: Request<v1::$asked>) -> Result<Response<v1::$answer>, Status> {
                    Rooms::$verb(self, request).await
                }
            )+
        }
    };
}

calls! {
    create_room(CreateRoomRequest) -> Room,
    update_room(UpdateRoomRequest) -> Room,
    archive_room(ArchiveRoomRequest) -> Room,
    delete_room(DeleteRoomRequest) -> Room,
    restore_room(RestoreRoomRequest) -> Room,
    transfer_room(TransferRoomRequest) -> Room,
    join_room(JoinRoomRequest) -> JoinRoomResponse,
    leave_room(LeaveRoomRequest) -> LeaveRoomResponse,
    kick_participant(KickParticipantRequest) -> KickParticipantResponse,
    ban_participant(BanParticipantRequest) -> Ban,
    unban_participant(UnbanParticipantRequest) -> UnbanParticipantResponse,
    set_participant_role(SetParticipantRoleRequest) -> Participant,
    raise_hand(RaiseHandRequest) -> Participant,
    accept_stage(AcceptStageRequest) -> Participant,
    lower_hand(LowerHandRequest) -> Participant,
    step_down(StepDownRequest) -> Participant,
    invite_to_stage(InviteToStageRequest) -> Participant,
    create_invite(CreateInviteRequest) -> Invite,
    accept_invite(AcceptInviteRequest) -> JoinRoomResponse,
    decline_invite(DeclineInviteRequest) -> Invite,
    create_join_link(CreateJoinLinkRequest) -> CreateJoinLinkResponse,
    revoke_join_link(RevokeJoinLinkRequest) -> RevokeJoinLinkResponse,
    send_chat(SendChatRequest) -> ChatMessage,
    delete_chat(DeleteChatRequest) -> DeleteChatResponse,
    heartbeat(HeartbeatRequest) -> HeartbeatResponse,
    get_presence(GetPresenceRequest) -> GetPresenceResponse,
    get_room(GetRoomRequest) -> GetRoomResponse,
    list_rooms(ListRoomsRequest) -> ListRoomsResponse,
    list_my_rooms(ListMyRoomsRequest) -> ListRoomsResponse,
    list_participants(ListParticipantsRequest) -> ListParticipantsResponse,
    list_chat(ListChatRequest) -> ListChatResponse,
    list_invites(ListInvitesRequest) -> ListInvitesResponse,
}
