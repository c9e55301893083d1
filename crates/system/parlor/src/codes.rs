//! The codes parlor refuses with.

use footlights_surface::Code;

/// Code and meaning, for `docs/codes.md`.
pub const CODES: &[Code] = &[
    ("banned", "Who is banned from a room cannot come in."),
    ("capability_required", "The role in the room does not allow this."),
    ("guests_refused", "The room takes no guests."),
    ("link_expired", "The join link's time is over."),
    ("link_used_up", "The join link has let in as many as it may."),
    ("not_joined", "This is for participants of the room."),
    ("outranked", "The other one stands higher in the room."),
    ("password_required", "The room asks for a password."),
    ("room_archived", "The room is archived; restore it first."),
    ("room_deleted", "The room is deleted; restore it first."),
    ("room_full", "The room has as many participants as it holds."),
    ("too_many_rooms", "The account owns as many rooms as it may."),
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
