//! What can be done with rooms and who is in them.

use async_graphql::{Context, ID, Object, Result};
use footlights_surface::graphql::{once_of, refuse};
use zeroize::Zeroizing;

use super::args::{asked, id};
use super::input::{CreateRoomInput, UpdateRoomInput, seconds};
use super::room::{JoinedRoom, Room};
use super::types::{Participant, RoomBan};
use super::words::RoomRole;
use crate::{BanParticipant, JoinRoom};

/// Rooms and participants, changed.
#[derive(Default)]
pub struct RoomMutation;

#[Object]
impl RoomMutation {
    /// Makes a room; the caller owns it.
    async fn create_room(&self, ctx: &Context<'_>, input: CreateRoomInput) -> Result<Room> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        Ok(parlor.create_room(caller, input.command()?, once).await.map_err(refuse)?.into())
    }

    /// Changes a room.
    async fn update_room(&self, ctx: &Context<'_>, room_id: ID, input: UpdateRoomInput) -> Result<Room> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        Ok(parlor.update_room(caller, id(&room_id, "room")?, input.command()?, once).await.map_err(refuse)?.into())
    }

    /// Makes a room read only.
    async fn archive_room(&self, ctx: &Context<'_>, room_id: ID) -> Result<Room> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        Ok(parlor.archive_room(caller, id(&room_id, "room")?, once).await.map_err(refuse)?.into())
    }

    /// Deletes a room; it can be restored for a while.
    async fn delete_room(&self, ctx: &Context<'_>, room_id: ID) -> Result<Room> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        Ok(parlor.delete_room(caller, id(&room_id, "room")?, once).await.map_err(refuse)?.into())
    }

    /// Takes an archived or deleted room into use again.
    async fn restore_room(&self, ctx: &Context<'_>, room_id: ID) -> Result<Room> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        Ok(parlor.restore_room(caller, id(&room_id, "room")?, once).await.map_err(refuse)?.into())
    }

    /// Gives a room to another owner.
    async fn transfer_room(&self, ctx: &Context<'_>, room_id: ID, account_id: ID) -> Result<Room> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        let to = id(&account_id, "participant")?;
        Ok(parlor.transfer_room(caller, id(&room_id, "room")?, to, once).await.map_err(refuse)?.into())
    }

    /// Comes in, with the password or a join link's secret where one is asked for.
    async fn join_room(&self, ctx: &Context<'_>, room_id: ID, password: Option<String>, link: Option<String>) -> Result<JoinedRoom> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        let command = JoinRoom { password: password.map(Zeroizing::new), link };
        Ok(parlor.join_room(caller, id(&room_id, "room")?, command, once).await.map_err(refuse)?.into())
    }

    /// Goes.
    async fn leave_room(&self, ctx: &Context<'_>, room_id: ID) -> Result<bool> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        parlor.leave_room(caller, id(&room_id, "room")?, once).await.map_err(refuse)?;
        Ok(true)
    }

    /// Puts somebody out.
    async fn kick_participant(&self, ctx: &Context<'_>, room_id: ID, account_id: ID) -> Result<bool> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        let account = id(&account_id, "participant")?;
        parlor.kick_participant(caller, id(&room_id, "room")?, account, once).await.map_err(refuse)?;
        Ok(true)
    }

    /// Puts somebody out and keeps them out.
    async fn ban_participant(
        &self,
        ctx: &Context<'_>,
        room_id: ID,
        account_id: ID,
        #[graphql(desc = "Seconds; until it is lifted when not said.")] expires_in: Option<i64>,
        #[graphql(desc = "For who moderates the room.")] reason: Option<String>,
        #[graphql(desc = "Whether what they wrote goes, too.", default)] delete_messages: bool,
    ) -> Result<RoomBan> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        let command = BanParticipant { expires_in: seconds(expires_in), reason, delete_messages };
        let account = id(&account_id, "account")?;
        Ok(parlor.ban_participant(caller, id(&room_id, "room")?, account, command, once).await.map_err(refuse)?.into())
    }

    /// Lets somebody come again.
    async fn unban_participant(&self, ctx: &Context<'_>, room_id: ID, account_id: ID) -> Result<bool> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        let account = id(&account_id, "ban")?;
        parlor.unban_participant(caller, id(&room_id, "room")?, account, once).await.map_err(refuse)?;
        Ok(true)
    }

    /// Gives somebody another role.
    async fn set_participant_role(&self, ctx: &Context<'_>, room_id: ID, account_id: ID, role: RoomRole) -> Result<Participant> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        let account = id(&account_id, "participant")?;
        let changed = parlor.set_participant_role(caller, id(&room_id, "room")?, account, role.into(), once);
        Ok(changed.await.map_err(refuse)?.into())
    }
}
