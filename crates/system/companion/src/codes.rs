//! The codes the companion refuses with.

use footlights_surface::Code;

/// Code and meaning, for `docs/codes.md`.
pub const CODES: &[Code] = &[
    ("already_refunded", "All of this tip was given back before."),
    ("alert_over", "The alert was shown to its end, or skipped; replay it to see it again."),
    ("already_moderator", "The account is a moderator of the creator already; change its rights instead."),
    ("currency_mismatch", "A session counts in one currency, fixed at its start; this is another one."),
    ("goal_completed", "A goal that was reached keeps its target and its end."),
    ("file_too_large", "An uploaded file above its limit."),
    ("file_type_unknown", "An uploaded file that is, by its content, none of the kinds that are taken."),
    ("malformed_form", "A form that is not multipart/form-data, or ended early."),
    ("item_unavailable", "The menu's item is sold out, cooling down or off the menu."),
    ("no_active_session", "No session is live."),
    ("read_only", "Overlays only watch."),
    ("session_already_active", "A creator has one session at a time; end the live one first."),
    ("session_ended", "The session is over."),
    ("session_full", "The session's total would be larger than what can be counted."),
    ("settings_too_large", "The settings are longer than what is kept of them."),
    ("speech_unavailable", "Nothing can be spoken now: espeak-ng is not there or fails."),
    ("too_many", "More of them than the limit."),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn every_code_of_this_crate_is_listed() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        footlights_testkit::assert_codes_are_listed(&[&source], super::CODES, footlights_surface::CODES, 6);
    }
}
