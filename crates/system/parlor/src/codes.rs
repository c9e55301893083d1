//! The codes parlor refuses with.

use footlights_surface::Code;

/// Code and meaning, for `docs/codes.md`.
pub const CODES: &[Code] = &[
    ("already_invited", "They have an invitation to the room that waits for an answer."),
    ("already_joined", "They are in the room already."),
    ("banned", "Who is banned from a room cannot come in."),
    ("capability_required", "The role in the room does not allow this."),
    ("guest_cannot", "This needs an account of one's own."),
    ("guests_refused", "The room takes no guests."),
    ("invite_over", "The invitation was answered, or its time is over."),
    ("last_host", "A room keeps a host; make somebody else host first."),
    ("link_expired", "The join link's time is over."),
    ("link_used_up", "The join link has let in as many as it may."),
    ("not_joined", "This is for participants of the room."),
    ("on_stage", "They are on the stage already."),
    ("outranked", "The other one stands higher in the room."),
    ("owner_required", "Only the room's owner may do this."),
    ("password_required", "The room asks for a password."),
    ("room_archived", "The room is archived; restore it first."),
    ("room_deleted", "The room is deleted; restore it first."),
    ("room_full", "The room has as many participants as it holds."),
    ("room_private", "A private room is entered by invitation only."),
    ("slow_mode", "One message in so many seconds; Retry-After says when the next is taken."),
    ("stage_full", "As many are on the stage as it holds."),
    ("too_many", "More of them than the limit."),
    ("too_many_guests", "The link or the room has let in as many guests as it may have at once."),
    ("too_many_rooms", "The account owns as many rooms as it may."),
    ("too_many_rooms_joined", "The account is in as many rooms of others as it may."),
    ("wrong_password", "That is not the password."),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn every_code_of_this_crate_is_listed() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        footlights_testkit::assert_codes_are_listed(&[&source], super::CODES, footlights_surface::CODES, 5);
    }
}
