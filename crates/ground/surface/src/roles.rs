//! Roles: what sort of account somebody has. What a role allows is decided in the use cases.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A sort of account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everybody who is signed in.
    Viewer,
    /// Owns sessions, goals, a menu, an overlay.
    Creator,
    /// Builds an app on the engine and may issue tokens for its users.
    Developer,
    /// Looks after a tenant; may do all a developer may.
    Admin,
}

impl Role {
    /// Every role, weakest first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Creator, Self::Developer, Self::Admin];

    /// The word on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Creator => "creator",
            Self::Developer => "developer",
            Self::Admin => "admin",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not a role.
#[derive(Debug, thiserror::Error)]
#[error("not a role: one of viewer, creator, developer, admin")]
pub struct RoleParseError;

impl FromStr for Role {
    type Err = RoleParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(RoleParseError)
    }
}

/// The roles of one account. Everybody counts as `viewer` without having been given it, and an `admin` as `developer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Roles(u8);

impl Roles {
    /// What every signed-in account has.
    pub const VIEWER: Self = Self(Role::Viewer.bit());

    /// These; `viewer` when there are none.
    #[must_use]
    pub fn new(roles: impl IntoIterator<Item = Role>) -> Self {
        let given = roles.into_iter().fold(0, |bits, role| bits | role.bit());
        if given == 0 { Self::VIEWER } else { Self(given) }
    }

    /// Whether somebody with these roles counts as `role`.
    #[must_use]
    pub const fn includes(self, role: Role) -> bool {
        let implied = matches!(role, Role::Viewer) || matches!(role, Role::Developer) && self.0 & Role::Admin.bit() != 0;
        self.0 & role.bit() != 0 || implied
    }

    /// Those that were given, weakest first; what is only implied is not listed.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.0 & role.bit() != 0)
    }

    /// As the database keeps them: words with commas.
    #[must_use]
    pub fn to_text(self) -> String {
        self.iter().map(Role::as_str).collect::<Vec<_>>().join(",")
    }

    /// From [`to_text`](Self::to_text); words that are no roles (of a later version) are passed over.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self::new(text.split(',').filter_map(|word| word.parse().ok()))
    }
}

impl Serialize for Roles {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Roles {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(Vec::<Role>::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, Roles};

    #[test]
    fn everybody_is_a_viewer_and_an_admin_is_a_developer() {
        let admin = Roles::new([Role::Admin]);
        assert!(admin.includes(Role::Viewer) && admin.includes(Role::Developer) && !admin.includes(Role::Creator));
        assert!(!Roles::VIEWER.includes(Role::Developer));
    }

    #[test]
    fn text_round_trips_and_forgives_later_words() {
        let roles = Roles::new([Role::Creator, Role::Admin]);
        assert_eq!(roles.to_text(), "creator,admin");
        assert_eq!(Roles::from_text("creator,admin,juggler"), roles);
        assert_eq!(Roles::from_text("").to_text(), "viewer");
    }
}
