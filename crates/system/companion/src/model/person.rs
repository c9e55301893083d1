//! Who wrote in the chat, as far as cooldowns and greetings need to know them again within one session.

use footlights_base::define_id;
use sha2::{Digest as _, Sha256};

use super::{SessionId, search_text};

define_id!(
    /// A hash of a session and a name: the same person in another session is somebody else.
    PersonId
);

impl PersonId {
    /// Nobody in particular.
    pub(crate) const EVERYBODY: Self = Self::from_bytes([0; 16]);

    /// Who goes by this name in this session; capitals make nobody new.
    pub(crate) fn of(session: SessionId, name: &str) -> Self {
        let hash = Sha256::new().chain_update(session.as_bytes()).chain_update(search_text(name.trim())).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Self::from_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::PersonId;
    use crate::model::SessionId;

    #[test]
    fn a_person_is_known_within_a_session_only() {
        let session = |byte| SessionId::from_bytes([byte; 16]);
        assert_eq!(PersonId::of(session(1), "Zoë"), PersonId::of(session(1), " ZOË "));
        assert_ne!(PersonId::of(session(1), "Zoë"), PersonId::of(session(2), "Zoë"));
        assert_ne!(PersonId::of(session(1), "Zoë"), PersonId::of(session(1), "Zoe"));
    }
}
