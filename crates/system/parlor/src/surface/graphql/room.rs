//! A room, and what hangs on it.

use async_graphql::connection::Connection;
use async_graphql::dataloader::DataLoader;
use async_graphql::{ComplexObject, Context, Error, ID, Result, SimpleObject};
use footlights_base::AccountId;
use footlights_surface::graphql::{DateTime, refuse};

use super::args::{Asked, asked, connect};
use super::loaders::{Names, Standings};
use super::types::{ChatMessage, Held, Invite, Link, Participant, PolicyRule, RoomBan};
use super::words::{RoomRole, RoomStatus, RoomVisibility};
use crate::model::{self, RoomId};
use crate::usecase::list_bans::BANS;
use crate::usecase::list_chat::CHAT;
use crate::usecase::list_invites::ROOM_INVITES;
use crate::usecase::list_join_links::LINKS;
use crate::usecase::list_participants::{HANDS, PARTICIPANTS};
use crate::wire::RoomBody;

/// A room: the durable place where people meet.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct Room {
    /// Its id.
    pub(super) id: ID,
    /// What it is called.
    name: String,
    /// What it is about.
    description: String,
    /// Who may know of it and come in.
    visibility: RoomVisibility,
    /// Whether it is in use.
    status: RoomStatus,
    /// Folded words by which it is found.
    tags: Vec<String>,
    /// How many may be participants at once; null: no limit.
    capacity: Option<i64>,
    /// How many may be on the stage at once.
    stage_size: i64,
    /// What somebody is who comes in for the first time.
    default_join_role: RoomRole,
    /// What it changes about the table of capabilities.
    policy: Vec<PolicyRule>,
    /// Who answers for it.
    owner_id: ID,
    /// Whether a password opens it.
    password_required: bool,
    /// Whether a join link lets guests in.
    guests_allowed: bool,
    /// Seconds between two messages of one participant; 0: no slow mode.
    slow_mode_seconds: i64,
    /// What it holds, if anything.
    holds: Option<Held>,
    /// How many are in it now.
    participant_count: i64,
    /// When it was made.
    created_at: DateTime,
    /// When it was changed last.
    updated_at: DateTime,
    /// When it goes for good, once it is deleted.
    purge_at: Option<DateTime>,
    #[graphql(skip)]
    key: RoomId,
    #[graphql(skip)]
    owner: AccountId,
}

/// Whose a room is.
#[derive(SimpleObject)]
pub(crate) struct RoomOwner {
    /// The account.
    id: ID,
    /// Their name for people; null when the account is gone.
    display_name: Option<String>,
}

#[ComplexObject]
impl Room {
    /// Who answers for it, by name.
    async fn owner(&self, ctx: &Context<'_>) -> Result<RoomOwner> {
        asked(ctx)?;
        let names = ctx.data_unchecked::<DataLoader<Names>>();
        let display_name = names.load_one(self.owner).await.map_err(|error| Error::clone(&error))?;
        Ok(RoomOwner { id: self.owner_id.clone(), display_name })
    }

    /// The caller in it; null when they never were.
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<Participant>> {
        asked(ctx)?;
        let standings = ctx.data_unchecked::<DataLoader<Standings>>();
        Ok(standings.load_one(self.key).await.map_err(|error| Error::clone(&error))?.map(Into::into))
    }

    /// Who is in it, who came first in front; of one role when it is named.
    async fn participants(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        role: Option<RoomRole>,
    ) -> Result<Connection<String, Participant>> {
        let (parlor, caller) = asked(ctx)?;
        let page = Asked::read(PARTICIPANTS, first, after)?;
        let from_start = page.after.is_none();
        let found = parlor.list_participants(caller, self.key, role.map(Into::into), page.after, page.limit).await.map_err(refuse)?;
        Ok(connect(found, PARTICIPANTS, from_start, |who| (who.joined_at, who.account_id)))
    }

    /// Whose hand is up, the longest first.
    async fn hands(&self, ctx: &Context<'_>, first: Option<i32>, after: Option<String>) -> Result<Connection<String, Participant>> {
        let (parlor, caller) = asked(ctx)?;
        let page = Asked::read(HANDS, first, after)?;
        let from_start = page.after.is_none();
        let found = parlor.list_hands(caller, self.key, page.after, page.limit).await.map_err(refuse)?;
        Ok(connect(found, HANDS, from_start, |who| (who.hand_raised_at.unwrap_or(who.joined_at), who.account_id)))
    }

    /// Its chat, newest first.
    async fn chat(&self, ctx: &Context<'_>, first: Option<i32>, after: Option<String>) -> Result<Connection<String, ChatMessage>> {
        let (parlor, caller) = asked(ctx)?;
        let page = Asked::read(CHAT, first, after)?;
        let from_start = page.after.is_none();
        let found = parlor.list_numbered_chat(caller, self.key, page.after, page.limit).await.map_err(refuse)?;
        Ok(connect(found.map(Numbered), CHAT, from_start, |message| message.0.0))
    }

    /// Its invitations, newest first.
    async fn invites(&self, ctx: &Context<'_>, first: Option<i32>, after: Option<String>) -> Result<Connection<String, Invite>> {
        let (parlor, caller) = asked(ctx)?;
        let page = Asked::read(ROOM_INVITES, first, after)?;
        let from_start = page.after.is_none();
        let found = parlor.list_room_invites(caller, self.key, page.after, page.limit).await.map_err(refuse)?;
        Ok(connect(found, ROOM_INVITES, from_start, |invite| invite.id))
    }

    /// Its join links.
    async fn join_links(&self, ctx: &Context<'_>, first: Option<i32>, after: Option<String>) -> Result<Connection<String, Link>> {
        let (parlor, caller) = asked(ctx)?;
        let page = Asked::read(LINKS, first, after)?;
        let from_start = page.after.is_none();
        let found = parlor.list_join_links(caller, self.key, page.after, page.limit).await.map_err(refuse)?;
        Ok(connect(found, LINKS, from_start, |link| link.id))
    }

    /// Who is banned.
    async fn bans(&self, ctx: &Context<'_>, first: Option<i32>, after: Option<String>) -> Result<Connection<String, RoomBan>> {
        let (parlor, caller) = asked(ctx)?;
        let page = Asked::read(BANS, first, after)?;
        let from_start = page.after.is_none();
        let found = parlor.list_bans(caller, self.key, page.after, page.limit).await.map_err(refuse)?;
        Ok(connect(found, BANS, from_start, |ban| ban.account_id))
    }
}

impl From<model::Room> for Room {
    fn from(room: model::Room) -> Self {
        RoomBody::from(room).into()
    }
}

impl From<RoomBody> for Room {
    fn from(room: RoomBody) -> Self {
        Self {
            id: room.id.to_string().into(),
            name: room.name,
            description: room.description,
            visibility: room.visibility.into(),
            status: room.status.into(),
            tags: room.tags,
            capacity: room.capacity,
            stage_size: room.stage_size,
            default_join_role: room.default_join_role.into(),
            policy: room.policy.into_iter().map(Into::into).collect(),
            owner_id: room.owner_id.to_string().into(),
            password_required: room.password_required,
            guests_allowed: room.guests_allowed,
            slow_mode_seconds: room.slow_mode_seconds,
            holds: room.holds.map(Into::into),
            participant_count: room.participant_count,
            created_at: room.created_at.into(),
            updated_at: room.updated_at.into(),
            purge_at: room.purge_at.map(DateTime),
            key: room.id,
            owner: room.owner_id,
        }
    }
}

/// A room the caller is in.
#[derive(SimpleObject)]
pub(crate) struct JoinedRoom {
    /// The room as it is then.
    room: Room,
    /// The caller in it.
    participant: Participant,
}

impl From<crate::Joined> for JoinedRoom {
    fn from(joined: crate::Joined) -> Self {
        Self { room: joined.room.into(), participant: joined.participant.into() }
    }
}

/// A message with the number behind which the list goes on.
struct Numbered((i64, model::ChatMessage));

impl From<Numbered> for ChatMessage {
    fn from(numbered: Numbered) -> Self {
        numbered.0.1.into()
    }
}
