//! The nouns as the schema has them, made of what the other surfaces show.

use async_graphql::{ID, SimpleObject};
use footlights_surface::graphql::DateTime;

use super::words::{HeldKind, InviteStatus, ParticipantStatus, RoomRole};
use crate::model::{self, Ban, IssuedLink, JoinLink, PolicyRule as Rule};
use crate::wire::{ChatBody, FlairBody, InviteBody, ParticipantBody};

/// A capability that a room gives to a role or takes from it.
#[derive(SimpleObject)]
pub(crate) struct PolicyRule {
    /// Which role.
    role: RoomRole,
    /// Which capability, such as `chat.send`.
    capability: &'static str,
    /// Given or taken.
    allow: bool,
}

impl From<Rule> for PolicyRule {
    fn from(rule: Rule) -> Self {
        Self { role: rule.role.into(), capability: rule.capability.as_str(), allow: rule.allow }
    }
}

/// What a room holds: the id of something rooms know nothing of.
#[derive(SimpleObject)]
pub(crate) struct Held {
    /// What sort of thing.
    kind: HeldKind,
    /// Its id there.
    id: String,
}

impl From<model::Held> for Held {
    fn from(held: model::Held) -> Self {
        Self { kind: held.kind.into(), id: held.id }
    }
}

/// A badge beside a name.
#[derive(SimpleObject)]
pub(crate) struct Flair {
    /// Which sort.
    flair_type: String,
    /// Which step of it.
    tier: i64,
    /// What it is called.
    display_name: Option<String>,
    /// Its picture.
    icon_url: Option<String>,
}

impl From<FlairBody> for Flair {
    fn from(body: FlairBody) -> Self {
        let FlairBody { flair_type, tier, display_name, icon_url } = body;
        Self { flair_type, tier, display_name, icon_url }
    }
}

/// Somebody in a room.
#[derive(SimpleObject)]
pub(crate) struct Participant {
    /// Who.
    account_id: ID,
    /// Their name for people.
    display_name: String,
    /// What they are.
    role: RoomRole,
    /// Whether they are in it.
    status: ParticipantStatus,
    /// Whether their hand is up.
    hand_raised: bool,
    /// Since when it is.
    hand_raised_at: Option<DateTime>,
    /// Whether they are invited to the stage.
    stage_invited: bool,
    /// Whether they are on the stage.
    on_stage: bool,
    /// Came by a join link without an account of their own.
    guest: bool,
    /// When they came in last.
    joined_at: DateTime,
    /// What stands beside their name.
    flair: Vec<Flair>,
}

impl From<model::Participant> for Participant {
    fn from(who: model::Participant) -> Self {
        ParticipantBody::from(who).into()
    }
}

impl From<ParticipantBody> for Participant {
    fn from(who: ParticipantBody) -> Self {
        Self {
            account_id: who.account_id.to_string().into(),
            display_name: who.display_name,
            role: who.role.into(),
            status: who.status.into(),
            hand_raised: who.hand_raised,
            hand_raised_at: who.hand_raised_at.map(DateTime),
            stage_invited: who.stage_invited,
            on_stage: who.on_stage,
            guest: who.guest,
            joined_at: who.joined_at.into(),
            flair: who.flair.into_iter().map(Into::into).collect(),
        }
    }
}

/// A chat message.
#[derive(SimpleObject)]
pub(crate) struct ChatMessage {
    /// Its id.
    id: ID,
    /// In which room.
    room_id: ID,
    /// Who wrote it.
    account_id: ID,
    /// Their name for people.
    display_name: String,
    /// What they wrote.
    text: String,
    /// Participants whom it mentions.
    mentions: Vec<ID>,
    /// When.
    created_at: DateTime,
    /// What stands beside the name.
    flair: Vec<Flair>,
}

impl From<model::ChatMessage> for ChatMessage {
    fn from(message: model::ChatMessage) -> Self {
        ChatBody::from(message).into()
    }
}

impl From<ChatBody> for ChatMessage {
    fn from(message: ChatBody) -> Self {
        Self {
            id: message.id.to_string().into(),
            room_id: message.room_id.to_string().into(),
            account_id: message.account_id.to_string().into(),
            display_name: message.display_name,
            text: message.text,
            mentions: message.mentions.iter().map(|id| id.to_string().into()).collect(),
            created_at: message.created_at.into(),
            flair: message.flair.into_iter().map(Into::into).collect(),
        }
    }
}

/// An invitation of an account to a room.
#[derive(SimpleObject)]
pub(crate) struct Invite {
    /// Its id.
    id: ID,
    /// To which room.
    room_id: ID,
    /// The room's name.
    room_name: String,
    /// By whom.
    inviter_id: ID,
    /// The inviter's name for people.
    inviter_name: String,
    /// Whom.
    invitee_id: ID,
    /// The invitee's name for people.
    invitee_name: String,
    /// What they will be.
    role: RoomRole,
    /// What became of it.
    status: InviteStatus,
    /// When it was made.
    created_at: DateTime,
    /// Until when it can be accepted.
    expires_at: DateTime,
}

impl From<model::Invite> for Invite {
    fn from(invite: model::Invite) -> Self {
        InviteBody::from(invite).into()
    }
}

impl From<InviteBody> for Invite {
    fn from(invite: InviteBody) -> Self {
        Self {
            id: invite.id.to_string().into(),
            room_id: invite.room_id.to_string().into(),
            room_name: invite.room_name,
            inviter_id: invite.inviter_id.to_string().into(),
            inviter_name: invite.inviter_name,
            invitee_id: invite.invitee_id.to_string().into(),
            invitee_name: invite.invitee_name,
            role: invite.role.into(),
            status: invite.status.into(),
            created_at: invite.created_at.into(),
            expires_at: invite.expires_at.into(),
        }
    }
}

/// A ban from a room.
#[derive(SimpleObject)]
#[graphql(name = "RoomBan")]
pub(crate) struct RoomBan {
    /// Who may not come in.
    account_id: ID,
    /// Their name for people.
    display_name: String,
    /// By whom.
    banned_by: ID,
    /// Why.
    reason: String,
    /// Since when.
    created_at: DateTime,
    /// Until when; null: until it is lifted.
    expires_at: Option<DateTime>,
}

impl From<Ban> for RoomBan {
    fn from(ban: Ban) -> Self {
        Self {
            account_id: ban.account_id.to_string().into(),
            display_name: ban.display_name,
            banned_by: ban.banned_by.to_string().into(),
            reason: ban.reason,
            created_at: ban.created_at.into(),
            expires_at: ban.expires_at.map(DateTime),
        }
    }
}

/// A join link, without its secret.
#[derive(SimpleObject)]
#[graphql(name = "JoinLink")]
pub(crate) struct Link {
    /// Its id; opens nothing.
    id: ID,
    /// To which room.
    room_id: ID,
    /// What those become who come in by it.
    role: RoomRole,
    /// Who made it.
    created_by: ID,
    /// When.
    created_at: DateTime,
    /// Until when it opens; null: until it is revoked.
    expires_at: Option<DateTime>,
    /// How many it lets in; null: any number.
    uses_max: Option<i64>,
    /// How many it has let in.
    uses: i64,
}

impl From<JoinLink> for Link {
    fn from(link: JoinLink) -> Self {
        Self {
            id: link.id.to_string().into(),
            room_id: link.room_id.to_string().into(),
            role: link.role.into(),
            created_by: link.created_by.to_string().into(),
            created_at: link.created_at.into(),
            expires_at: link.expires_at.map(DateTime),
            uses_max: link.uses_max,
            uses: link.uses,
        }
    }
}

/// A link that was just made, with what opens the room: shown this once.
#[derive(SimpleObject)]
pub(crate) struct IssuedJoinLink {
    /// The link.
    link: Link,
    /// Its secret.
    secret: String,
}

impl From<IssuedLink> for IssuedJoinLink {
    fn from(issued: IssuedLink) -> Self {
        Self { secret: issued.secret.text().to_owned(), link: issued.link.into() }
    }
}
