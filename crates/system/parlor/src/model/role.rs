//! Roles in a room, what each may do, and what a room's policy changes about that: the one capability table.

use footlights_base::FieldError;
use footlights_surface::words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

words!(
    /// What somebody is in a room.
    RoomRole {
        /// Whose room it is for the moment: may do all.
        Host = "host",
        /// Keeps order: may do all but delete the room and act against a host.
        Moderator = "moderator",
        /// May be on the stage.
        Speaker = "speaker",
        /// May play, pause and seek what is played together.
        Controller = "controller",
        /// Watches and writes in the chat.
        Viewer = "viewer",
    }
);

words!(
    /// One thing somebody may do in a room.
    Capability {
        /// Change the room, archive and restore it; make invitations' and links' conditions.
        UpdateRoom = "room.update",
        /// Delete the room.
        DeleteRoom = "room.delete",
        /// Give others another role.
        SetRole = "role.set",
        /// Put somebody out.
        Kick = "kick",
        /// Put somebody out and keep them out.
        Ban = "ban",
        /// Invite people and make join links.
        Invite = "invite",
        /// Invite to the stage, take people down from it, lower their hands.
        ManageStage = "stage.manage",
        /// Be on the stage without being invited to it.
        SpeakOnStage = "stage.speak",
        /// Write in the chat.
        SendChat = "chat.send",
        /// Delete what others have written; slow mode does not hold.
        ModerateChat = "chat.moderate",
        /// Play and pause what is played together.
        PlayPause = "playback.play_pause",
        /// Seek in it.
        Seek = "playback.seek",
    }
);

impl RoomRole {
    /// Who stands higher may act against who stands lower or alike, but against a host only a host.
    const fn rank(self) -> u8 {
        match self {
            Self::Host => 4,
            Self::Moderator => 3,
            Self::Speaker => 2,
            Self::Controller => 1,
            Self::Viewer => 0,
        }
    }

    /// Whether somebody of this role may act against, or make somebody, `other`.
    #[must_use]
    pub const fn reaches(self, other: Self) -> bool {
        self.rank() >= other.rank()
    }

    /// The one that stands higher.
    #[must_use]
    pub const fn higher(self, other: Self) -> Self {
        if self.rank() >= other.rank() { self } else { other }
    }

    /// The table: what a role may do where no policy says otherwise.
    #[must_use]
    pub const fn may(self, capability: Capability) -> bool {
        use Capability::{DeleteRoom, PlayPause, Seek, SendChat, SpeakOnStage};
        match self {
            Self::Host => true,
            Self::Moderator => !matches!(capability, DeleteRoom),
            Self::Speaker => matches!(capability, SpeakOnStage | SendChat),
            Self::Controller => matches!(capability, PlayPause | Seek | SendChat),
            Self::Viewer => matches!(capability, SendChat),
        }
    }
}

/// A capability that a room gives to a role or takes from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyRule {
    /// Which role; not `host`, who may do all.
    pub role: RoomRole,
    /// Which capability; `room.delete` cannot be given.
    pub capability: Capability,
    /// Given or taken.
    pub allow: bool,
}

/// What a room changes about the table; at most one rule for a role and capability.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Policy(Vec<PolicyRule>);

impl Policy {
    /// The rules in the order of the table, each role and capability once; the last word counts.
    ///
    /// # Errors
    /// `not_valid` for a rule that cannot be made.
    pub fn new(rules: &[PolicyRule]) -> Result<Self, FieldError> {
        let refuse = |detail: &'static str| FieldError { field: "/policy".into(), code: "not_valid", detail: detail.into() };
        if rules.len() > RoomRole::EACH.len() * Capability::EACH.len() {
            return Err(refuse("One rule for each role and capability at most."));
        }
        let mut kept: Vec<PolicyRule> = Vec::new();
        for rule in rules {
            if rule.role == RoomRole::Host {
                return Err(refuse("A host may do all; nothing can be taken from the role."));
            }
            if rule.capability == Capability::DeleteRoom && rule.allow {
                return Err(refuse("Only hosts delete a room."));
            }
            kept.retain(|old| (old.role, old.capability) != (rule.role, rule.capability));
            kept.push(*rule);
        }
        kept.sort_by_key(|rule| (rule.role, rule.capability));
        Ok(Self(kept))
    }

    /// The rules, in the order of the table.
    #[must_use]
    pub fn rules(&self) -> &[PolicyRule] {
        &self.0
    }

    /// Whether `role` may do it in this room.
    #[must_use]
    pub fn allows(&self, role: RoomRole, capability: Capability) -> bool {
        let rule = self.0.iter().find(|rule| (rule.role, rule.capability) == (role, capability));
        rule.map_or_else(|| role.may(capability), |rule| rule.allow)
    }
}

#[cfg(test)]
mod tests {
    use super::{Capability, Policy, PolicyRule, RoomRole};

    /// docs/guides/rooms.md shows the table; it is this one.
    #[test]
    fn the_guide_shows_this_table() {
        let guide = include_str!("../../../../../docs/guides/rooms.md");
        let mut rows = 0;
        for capability in Capability::EACH {
            let name = format!("| `{}` |", capability.as_str());
            let row = guide.lines().find(|line| line.starts_with(&name)).unwrap_or_else(|| panic!("{name} is in no table"));
            let marks: Vec<_> = row.split('|').skip(2).take(RoomRole::EACH.len()).map(|cell| cell.trim() == "yes").collect();
            assert_eq!(marks, RoomRole::EACH.map(|role| role.may(capability)), "{row}");
            rows += 1;
        }
        assert_eq!(rows, Capability::EACH.len());
        assert!(guide.contains("| capability | host | moderator | speaker | controller | viewer |"));
    }

    #[test]
    fn a_policy_gives_and_takes_single_ones() {
        let rule = |role, capability, allow| PolicyRule { role, capability, allow };
        let policy = Policy::new(&[
            rule(RoomRole::Viewer, Capability::SendChat, true),
            rule(RoomRole::Viewer, Capability::SendChat, false),
            rule(RoomRole::Speaker, Capability::Invite, true),
        ])
        .expect("made");
        assert_eq!(policy.rules().len(), 2);
        assert!(!policy.allows(RoomRole::Viewer, Capability::SendChat));
        assert!(policy.allows(RoomRole::Speaker, Capability::Invite) && policy.allows(RoomRole::Speaker, Capability::SendChat));
        assert!(Policy::new(&[rule(RoomRole::Host, Capability::Kick, false)]).is_err());
        assert!(Policy::new(&[rule(RoomRole::Moderator, Capability::DeleteRoom, true)]).is_err());
    }

    #[test]
    fn nobody_but_a_host_reaches_a_host() {
        assert!(RoomRole::EACH.iter().all(|role| role.reaches(RoomRole::Host) == (*role == RoomRole::Host)));
        assert!(RoomRole::Moderator.reaches(RoomRole::Moderator) && !RoomRole::Viewer.reaches(RoomRole::Speaker));
    }
}
