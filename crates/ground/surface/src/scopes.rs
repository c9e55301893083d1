//! Scopes: what a token may be used for, narrower than what its account may do.

use std::sync::Arc;

/// The scopes a credential carries: everything for a person who signed in, a named few for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scopes {
    /// A browser or password session: whatever the account may do.
    All,
    /// A token: only these words, in order, with spaces between them. One text: it is kept for every socket.
    Only(Arc<str>),
}

impl Scopes {
    /// Just these.
    pub fn only<S: Into<String>>(scopes: impl IntoIterator<Item = S>) -> Self {
        let mut words: Vec<String> = scopes.into_iter().map(Into::into).collect();
        words.sort_unstable();
        words.dedup();
        Self::Only(words.join(" ").into())
    }

    /// Whether `scope` is covered: by itself, by `area:*`, or by `*`. A scope reads `area:verb`.
    #[must_use]
    pub fn covers(&self, scope: &str) -> bool {
        let Self::Only(given) = self else { return true };
        let area = scope.split(':').next().unwrap_or(scope);
        given.split(' ').any(|one| one == scope || one == "*" || one.strip_suffix(":*") == Some(area))
    }

    /// Whether `scope` is given by its own name: no star of a token's maker gives it.
    #[must_use]
    pub fn names(&self, scope: &str) -> bool {
        let Self::Only(given) = self else { return false };
        given.split(' ').any(|one| one == scope)
    }

    /// Words with spaces for the database; none for [`Scopes::All`].
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::All => None,
            Self::Only(given) => Some(given.to_string()),
        }
    }

    /// From [`to_text`](Self::to_text).
    #[must_use]
    pub fn from_text(text: Option<&str>) -> Self {
        text.map_or(Self::All, |text| Self::only(text.split_ascii_whitespace()))
    }
}

#[cfg(test)]
mod tests {
    use super::Scopes;

    #[test]
    fn a_star_covers_its_area_only() {
        let scopes = Scopes::only(["tips:*", "goals:read"]);
        assert!(scopes.covers("tips:ingest") && scopes.covers("goals:read"));
        assert!(!scopes.covers("goals:write") && !scopes.covers("tipsy:read"));
        assert!(Scopes::All.covers("anything:at_all") && Scopes::only(["*"]).covers("a:b"));
        assert!(!Scopes::only::<&str>([]).covers("a:b"));
        assert!(scopes.names("goals:read") && !scopes.names("tips:read") && !Scopes::All.names("goals:read"));
        assert!(!scopes.names("oals:rea"), "a part of one is none");
    }

    #[test]
    fn text_round_trips() {
        for scopes in [Scopes::All, Scopes::only(["a:b", "c:*"])] {
            assert_eq!(Scopes::from_text(scopes.to_text().as_deref()), scopes);
        }
    }
}
