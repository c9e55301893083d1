//! Rooms: the durable place where people meet.
//!
//! Owns: rooms, participants and their roles, the stage and its queue of hands, bans, invites and join links, presence in
//! a room, and a light chat.
//! Does not know: streams, sessions, points, playback; what is attached to a room is an id to it.
//!
//! Invariants, each with a test:
//! - A room never holds more participants than its capacity, nor its stage more than its size, whatever comes at once.
//! - A join link lets in exactly as many as it may, and nobody is in more rooms of others than the limit.
//! - A room somebody may not know of is not found, whatever they ask of it.
//! - Nobody acts against a host but a host, and nobody against the owner.
//! - A room that had a host has one again when its last host has gone, as far as there is somebody who can be one.
//! - Passwords are kept as Argon2id, join links as SHA-256; neither is in a log, an event or an answer.
//!
//! Scopes of tokens: `rooms:read`, `rooms:write`. A guest has the scope `guest:ROOM` and with it both in that room.

mod codes;
mod config;
mod events;
mod face;
mod flair;
mod guard;
mod job;
mod migration;
mod model;
mod passwords;
mod presence;
mod store;
mod surface;
mod usecase;
mod wire;

pub use codes::CODES;
pub use config::{CHAT_KEPT_LIMIT, ParlorSettings, RoomsOwned};
pub use events::{
    AboutParticipant, CHAT_DELETED, CHAT_SENT, ChatDeleted, ChatSent, HAND_LOWERED, HAND_RAISED, INVITE_ANSWERED, INVITE_CREATED,
    InviteChanged, PARTICIPANT_JOINED, PARTICIPANT_LEFT, PARTICIPANT_REMOVED, PARTICIPANT_UNBANNED, PARTICIPANT_UPDATED,
    ParticipantChanged, ParticipantRemoved, ROOM_ARCHIVED, ROOM_CREATED, ROOM_DELETED, ROOM_PURGED, ROOM_RESTORED, ROOM_UPDATED, Removal,
    RoomChanged, RoomPurged, STAGE_INVITED, STAGE_JOINED, STAGE_LEFT, inbox_topic, published, room_topic,
};
pub use face::{Parlor, ParlorParts};
pub use flair::{FlairSlot, NoFlair};
pub use guard::RoomGuard;
pub use migration::migrations;
pub use model::{
    Ban, Capability, ChatMessage, ChatMessageId, Held, HeldKind, Invite, InviteId, InviteStatus, IssuedLink, JoinLink, JoinLinkId,
    LinkSecret, Participant, ParticipantStatus, Policy, PolicyRule, Presence, Room, RoomFilter, RoomId, RoomRole, RoomStatus,
    RoomVisibility,
};
pub use presence::{Here, RosterState};
pub use store::statements;
pub use surface::graphql::{RoomMutation, RoomQuery, RoomSubscription, StageMutation, graphql_equip};
pub use surface::grpc::{GRPC_DESCRIPTOR, grpc, v1};
pub use surface::rest::{ParlorState, rest, rest_document};
pub use surface::socket::{conversations, socket};
pub use usecase::ban_participant::BanParticipant;
pub use usecase::create_invite::{CreateInvite, Invitee};
pub use usecase::create_join_link::CreateJoinLink;
pub use usecase::create_room::CreateRoom;
pub use usecase::follow_room::{RoomState, room_state};
pub use usecase::get_room::SeenRoom;
pub use usecase::join_room::{JoinRoom, Joined};
pub use usecase::open_guest::{Guest, OpenGuest};
pub use usecase::update_room::UpdateRoom;
pub use wire::{BanBody, ChatBody, CountsBody, FlairBody, InviteBody, LinkBody, ParticipantBody, RoomBody};
