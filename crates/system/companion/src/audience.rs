//! Who follows a topic, and so what they see of it. Use cases and jobs ask how many there are; the sockets say what each is told.

use footlights_realtime::Audience;

/// The creator's own studio.
pub(crate) const STUDIO: Audience = Audience(1);
/// A moderator's who may read tips: what the creator's own sees, but for who gave a tip without a name.
pub(crate) const HELPERS: Audience = Audience(6);
/// Anonymous, by a session's id: the seed's six broadcast events.
pub(crate) const ANONYMOUS: Audience = Audience(2);
/// By the key of the overlay's address: they also get alerts, and end them.
pub(crate) const KEY_HOLDERS: Audience = Audience(3);
/// By the key, to look only.
pub(crate) const PREVIEWS: Audience = Audience(4);
/// On a creator's page, where she shows one: they see what anonymous ones see, of whatever session is live.
pub(crate) const VIEWERS: Audience = Audience(5);
