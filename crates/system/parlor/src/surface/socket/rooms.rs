//! `/rooms`: for whoever has signed in, and for guests, by a bearer token.

use std::sync::Arc;

use footlights_base::{AccountId, BoxFuture, Epoch, ErrorKind, Event, Failure, Rejection, Timestamp};
use footlights_realtime::{Activity, Audience, Call, Join, Joined, Namespace, Reply, Socket, WireEvent};
use footlights_surface::{Caller, Edge, not_signed_in, once_of_event, sign_in};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::frames::{self, InboxState};
use super::seat::Seat;
use crate::events::{CHAT_DELETED, inbox_topic, room_topic};
use crate::model::{ChatMessageId, Presence, RoomId};
use crate::presence::{OWN_INBOX, PARTICIPANTS, RosterState, seat_tag};
use crate::wire::{ChatBody, CountsBody, ParticipantBody, RoomBody};
use crate::{JoinRoom, Parlor};

/// How clients call this namespace.
pub(super) const PATH: &str = "/rooms";
/// People in person that the answer to a join names; the rest is read by page.
const PRESENT_NAMED_MAX: u32 = 100;
/// Invitations an inbox begins with.
const INBOX_NAMED_MAX: u32 = 50;

pub(super) struct Rooms {
    pub(super) parlor: Parlor,
    pub(super) edge: Edge,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct JoinWish {
    /// Which room.
    room_id: String,
    /// Its password, where it asks for one.
    password: Option<String>,
    /// The secret of a join link.
    link: Option<String>,
    /// The last number the client has.
    last_sequence: Option<i64>,
    /// The numbering it is of.
    #[schema(value_type = Option<i64>)]
    epoch: Option<Epoch>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct InRoom {
    /// Which room.
    room_id: String,
    /// Whom it is about; oneself when not said.
    account_id: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct HeartbeatWish {
    /// Which room.
    room_id: String,
    /// `active` or `away`.
    #[schema(value_type = String)]
    state: Activity,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChatWish {
    /// Which room.
    room_id: String,
    /// 1 to 500 characters; `@username` mentions a participant.
    text: String,
    /// The client's name for this message, kept 24 h: 1 to 255 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MessageOf {
    /// Which room.
    room_id: String,
    /// Which message.
    message_id: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct InboxWish {
    /// The last number the client has.
    last_sequence: Option<i64>,
    /// The numbering it is of.
    #[schema(value_type = Option<i64>)]
    epoch: Option<Epoch>,
}

/// Who is in a room in person, for who begins to look.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PresenceState {
    /// How far it can be believed.
    state: RosterState,
    /// How many there are in all.
    counts: CountsBody,
    /// By id: at most 100.
    items: Vec<Present>,
    /// Whether there are more: then they are read by page.
    more: bool,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Present {
    #[schema(value_type = String, format = "uuid")]
    account_id: AccountId,
    presence: Presence,
}

#[derive(Serialize, ToSchema)]
pub(super) struct JoinAnswer {
    #[serde(flatten)]
    #[schema(ignore)]
    joined: Joined,
    /// The room.
    room: RoomBody,
    /// Oneself in it.
    participant: ParticipantBody,
    /// Who is there in person.
    presence: PresenceState,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ClockAnswer {
    /// What the server's clock shows.
    #[schema(value_type = String, format = DateTime)]
    now: Timestamp,
}

#[derive(Serialize, ToSchema)]
pub(super) struct AboutOne {
    /// As they stand now.
    participant: ParticipantBody,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Sent {
    /// What was written.
    message: ChatBody,
}

impl Namespace for Rooms {
    fn path(&self) -> &'static str {
        PATH
    }

    fn connect<'a>(&'a self, socket: &'a Socket, auth: Option<&'a RawValue>) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            let caller = sign_in(&self.edge, socket, auth).await?;
            socket.attach(Arc::new(Seat::new(caller)));
            Ok(())
        })
    }

    fn event<'a>(&'a self, socket: &'a Socket, call: &'a Call) -> BoxFuture<'a, Result<Reply, Failure>> {
        Box::pin(async move {
            let seat = socket.state::<Seat>().ok_or_else(not_signed_in)?;
            let caller = &seat.caller;
            if call.name() == "heartbeat" {
                return self.heartbeat(&seat, &call.payload()?);
            }
            if call.name() == "clock" {
                seat.count_heartbeat(self.parlor.now())?;
                return Ok(Reply::with(&ClockAnswer { now: self.parlor.now() }));
            }
            self.edge.count_write(caller.account)?;
            match call.name() {
                "join" => self.join(socket, &seat, call.payload()?).await,
                "leave" => self.leave(socket, &seat, &call.payload()?).await,
                "follow_inbox" => self.follow_inbox(socket, caller, &call.payload()?).await,
                "unfollow_inbox" => {
                    socket.leave(&inbox_topic(caller.account));
                    Ok(Reply::ok())
                }
                "raise_hand" => {
                    let (room, _) = named(&call.payload()?)?;
                    Ok(about(self.parlor.raise_hand(caller, room, None).await?))
                }
                "lower_hand" => {
                    let (room, account) = named(&call.payload()?)?;
                    Ok(about(self.parlor.lower_hand(caller, room, account, None).await?))
                }
                "invite_to_stage" => {
                    let (room, account) = named(&call.payload()?)?;
                    let account = account.ok_or_else(|| Rejection::field("/accountId", "missing", "Say whom."))?;
                    Ok(about(self.parlor.invite_to_stage(caller, room, account, None).await?))
                }
                "accept_stage" => {
                    let (room, _) = named(&call.payload()?)?;
                    Ok(about(self.parlor.accept_stage(caller, room, None).await?))
                }
                "step_down" => {
                    let (room, account) = named(&call.payload()?)?;
                    Ok(about(self.parlor.step_down(caller, room, account, None).await?))
                }
                "send_chat" => self.send_chat(caller, call.payload()?).await,
                "delete_chat" => {
                    let MessageOf { room_id, message_id } = call.payload()?;
                    let message: ChatMessageId = message_id.parse().map_err(|_| Rejection::not_found("message"))?;
                    self.parlor.delete_chat(caller, room_id_of(&room_id)?, message).await?;
                    Ok(Reply::ok())
                }
                _ => Err(call.unknown().into()),
            }
        })
    }

    fn disconnected(&self, socket: &Socket) {
        let (Some(seat), Some(people)) = (socket.state::<Seat>(), &self.parlor.people) else { return };
        for room in seat.give_up() {
            people.exit(room, seat.caller.account, socket);
        }
    }

    fn project(&self, event: &Event, audience: Audience) -> Option<WireEvent> {
        frames::of(event, audience)
    }

    fn takes_back(&self) -> &'static [&'static str] {
        &[CHAT_DELETED]
    }

    fn echoed_fields(&self) -> &'static [&'static str] {
        &["roomId"]
    }
}

impl Rooms {
    async fn join(&self, socket: &Socket, seat: &Seat, asked: JoinWish) -> Result<Reply, Failure> {
        let (room, account) = (room_id_of(&asked.room_id)?, seat.caller.account);
        let people = self.parlor.people.as_ref().ok_or_else(|| Rejection::not_found("room"))?;
        // Marked before it is decided, so that a ban in between finds this socket.
        socket.tag(seat_tag(room, account));
        let with = JoinRoom { password: asked.password.map(Zeroizing::new), link: asked.link };
        let come_in = self.parlor.join_room(&seat.caller, room, with, None).await;
        let came_in = come_in.inspect_err(|_| {
            if !seat.is_in(room) {
                socket.untag(&seat_tag(room, account));
            }
        })?;
        let join = Join::new(room_topic(room), PARTICIPANTS).since(asked.epoch, asked.last_sequence);
        let joined = socket.join(join.snapshot(frames::state_of(seat.caller.tenant, room)).shared_in_crowds()).await?;
        seat.enter(room);
        people.enter(room, account, socket).await;
        // Once more, now that a kick would find this socket.
        if let Err(failure) = self.parlor.follow_room(&seat.caller, room).await {
            seat.leave(room);
            people.exit(room, account, socket);
            socket.leave(&room_topic(room));
            return Err(failure);
        }
        let mut here = people.page(room, None, PRESENT_NAMED_MAX).await;
        let more = here.people.len() > PRESENT_NAMED_MAX as usize;
        here.people.truncate(PRESENT_NAMED_MAX as usize);
        let items = here.people.into_iter().map(|(account_id, presence)| Present { account_id, presence }).collect();
        let presence = PresenceState { state: here.state, counts: here.counts.into(), items, more };
        let (room, participant) = (came_in.room.into(), came_in.participant.into());
        Ok(Reply::with(&JoinAnswer { joined, room, participant, presence }))
    }

    async fn leave(&self, socket: &Socket, seat: &Seat, asked: &InRoom) -> Result<Reply, Failure> {
        let (room, account) = (room_id_of(&asked.room_id)?, seat.caller.account);
        let people = self.parlor.people.as_ref();
        let leaves = |leaves| people.iter().for_each(|people| people.leaves(room, socket, leaves));
        leaves(true);
        self.parlor.leave_room(&seat.caller, room, None).await.inspect_err(|_| leaves(false))?;
        seat.leave(room);
        if let Some(people) = people {
            people.depart(room, account);
            people.exit(room, account, socket);
        }
        socket.leave(&room_topic(room));
        socket.untag(&seat_tag(room, account));
        Ok(Reply::ok())
    }

    /// A socket in the room says it without asking the database: many say it often.
    fn heartbeat(&self, seat: &Seat, said: &HeartbeatWish) -> Result<Reply, Failure> {
        let room = room_id_of(&said.room_id)?;
        seat.count_heartbeat(self.parlor.now())?;
        let people = self.parlor.people.as_ref().filter(|people| seat.is_in(room) && people.has_here(room, seat.caller.account));
        let people = people.ok_or_else(|| Rejection::new(ErrorKind::Conflict, "not_joined", "Join the room first."))?;
        people.heartbeat(room, seat.caller.account, said.state);
        Ok(Reply::ok())
    }

    async fn follow_inbox(&self, socket: &Socket, caller: &Caller, asked: &InboxWish) -> Result<Reply, Failure> {
        let topic = self.parlor.follow_inbox(caller)?;
        let read = self.parlor.inbox_state(caller, INBOX_NAMED_MAX)?;
        let state = move |tx: &mut footlights_store::ReadTx<'_>| {
            let invites = read(tx)?.into_iter().map(Into::into).collect();
            serde_json::to_value(InboxState { invites }).map_err(footlights_store::Stop::broken)
        };
        let join = Join::new(topic, OWN_INBOX).since(asked.epoch, asked.last_sequence).snapshot(state);
        Ok(Reply::with(&socket.join(join).await?))
    }

    async fn send_chat(&self, caller: &Caller, mut said: ChatWish) -> Result<Reply, Failure> {
        let once = once_of_event(said.idempotency_key.take(), "send_chat", &said, caller, self.parlor.now())?;
        let message = self.parlor.send_chat(caller, room_id_of(&said.room_id)?, &said.text, once).await?;
        Ok(Reply::with(&Sent { message: message.into() }))
    }
}

fn about(who: crate::model::Participant) -> Reply {
    Reply::with(&AboutOne { participant: who.into() })
}

/// The room that is meant, and whom it is about.
fn named(asked: &InRoom) -> Result<(RoomId, Option<AccountId>), Rejection> {
    let account = asked.account_id.as_deref().map(str::parse).transpose();
    Ok((room_id_of(&asked.room_id)?, account.map_err(|_| Rejection::not_found("participant"))?))
}

fn room_id_of(text: &str) -> Result<RoomId, Rejection> {
    text.parse().map_err(|_| Rejection::not_found("room"))
}
