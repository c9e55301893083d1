//! What can be done in a room: hands, the stage, invitations, links, the chat.

use async_graphql::{Context, ID, Object, Result};
use footlights_base::Rejection;
use footlights_surface::graphql::{once_of, refuse};

use super::args::{asked, id};
use super::input::seconds;
use super::presence::RoomActivity;
use super::room::JoinedRoom;
use super::types::{ChatMessage, Invite, IssuedJoinLink, Participant};
use super::words::RoomRole;
use crate::{CreateInvite, CreateJoinLink, Invitee};

/// What happens in rooms, changed.
#[derive(Default)]
pub struct StageMutation;

#[Object]
impl StageMutation {
    /// Says whether the caller is there in person; whoever is not connected is not there by it.
    async fn heartbeat(
        &self,
        ctx: &Context<'_>,
        room_id: ID,
        #[graphql(default_with = "RoomActivity::Active")] state: RoomActivity,
    ) -> Result<bool> {
        let (parlor, caller) = asked(ctx)?;
        parlor.heartbeat(caller, id(&room_id, "room")?, state.into()).await.map_err(refuse)?;
        Ok(true)
    }

    /// Puts the caller's hand up.
    async fn raise_hand(&self, ctx: &Context<'_>, room_id: ID) -> Result<Participant> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        Ok(parlor.raise_hand(caller, id(&room_id, "room")?, once).await.map_err(refuse)?.into())
    }

    /// Takes a hand down: the caller's, or another's for who manages the stage.
    async fn lower_hand(&self, ctx: &Context<'_>, room_id: ID, account_id: Option<ID>) -> Result<Participant> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        let whose = account_id.map(|given| id(&given, "participant")).transpose()?;
        Ok(parlor.lower_hand(caller, id(&room_id, "room")?, whose, once).await.map_err(refuse)?.into())
    }

    /// Invites somebody to the stage.
    async fn invite_to_stage(&self, ctx: &Context<'_>, room_id: ID, account_id: ID) -> Result<Participant> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        let whom = id(&account_id, "participant")?;
        Ok(parlor.invite_to_stage(caller, id(&room_id, "room")?, whom, once).await.map_err(refuse)?.into())
    }

    /// Goes on the stage.
    async fn accept_stage(&self, ctx: &Context<'_>, room_id: ID) -> Result<Participant> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        Ok(parlor.accept_stage(caller, id(&room_id, "room")?, once).await.map_err(refuse)?.into())
    }

    /// Goes down from the stage, or takes somebody down.
    async fn step_down(&self, ctx: &Context<'_>, room_id: ID, account_id: Option<ID>) -> Result<Participant> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        let who = account_id.map(|given| id(&given, "participant")).transpose()?;
        Ok(parlor.step_down(caller, id(&room_id, "room")?, who, once).await.map_err(refuse)?.into())
    }

    /// Invites an account to a room, by its id or its name.
    async fn create_invite(
        &self,
        ctx: &Context<'_>,
        room_id: ID,
        account_id: Option<ID>,
        username: Option<String>,
        role: Option<RoomRole>,
        #[graphql(desc = "Seconds it waits for an answer.")] expires_in: Option<i64>,
    ) -> Result<Invite> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        let invitee = match (account_id, username) {
            (Some(account), None) => Invitee::Account(id(&account, "account")?),
            (None, Some(username)) => Invitee::Username(username),
            _ => return Err(refuse(Rejection::field("/accountId", "missing", "Say whom: accountId or username, one of them."))),
        };
        let command = CreateInvite { invitee, role: role.map(Into::into), expires_in: seconds(expires_in) };
        Ok(parlor.create_invite(caller, id(&room_id, "room")?, command, once).await.map_err(refuse)?.into())
    }

    /// Accepts an invitation and comes in.
    async fn accept_invite(&self, ctx: &Context<'_>, invite_id: ID) -> Result<JoinedRoom> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        Ok(parlor.accept_invite(caller, id(&invite_id, "invite")?, once).await.map_err(refuse)?.into())
    }

    /// Declines an invitation.
    async fn decline_invite(&self, ctx: &Context<'_>, invite_id: ID) -> Result<Invite> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        Ok(parlor.decline_invite(caller, id(&invite_id, "invite")?, once).await.map_err(refuse)?.into())
    }

    /// Makes a link that lets in whoever has it. Its secret is shown this once.
    async fn create_join_link(
        &self,
        ctx: &Context<'_>,
        room_id: ID,
        role: Option<RoomRole>,
        #[graphql(desc = "Seconds it opens; until it is revoked when not said.")] expires_in: Option<i64>,
        #[graphql(desc = "How many it lets in; any number when not said.")] uses_max: Option<i64>,
    ) -> Result<IssuedJoinLink> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), true);
        let command = CreateJoinLink { role: role.map(Into::into), expires_in: seconds(expires_in), uses_max };
        Ok(parlor.create_join_link(caller, id(&room_id, "room")?, command, once).await.map_err(refuse)?.into())
    }

    /// Makes a link open nothing any more.
    async fn revoke_join_link(&self, ctx: &Context<'_>, room_id: ID, link_id: ID) -> Result<bool> {
        let (parlor, caller) = asked(ctx)?;
        parlor.revoke_join_link(caller, id(&room_id, "room")?, id(&link_id, "link")?).await.map_err(refuse)?;
        Ok(true)
    }

    /// Writes in the chat: 1 to 500 characters.
    async fn send_chat(&self, ctx: &Context<'_>, room_id: ID, text: String) -> Result<ChatMessage> {
        let (parlor, caller) = asked(ctx)?;
        let once = once_of(ctx, caller, parlor.now(), false);
        Ok(parlor.send_chat(caller, id(&room_id, "room")?, &text, once).await.map_err(refuse)?.into())
    }

    /// Takes a message away: the caller's own, or any for who moderates the chat.
    async fn delete_chat(&self, ctx: &Context<'_>, room_id: ID, message_id: ID) -> Result<bool> {
        let (parlor, caller) = asked(ctx)?;
        parlor.delete_chat(caller, id(&room_id, "room")?, id(&message_id, "message")?).await.map_err(refuse)?;
        Ok(true)
    }
}
