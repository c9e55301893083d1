//! The list of codes: what a generated file of the project is made of.

/// All codes of all crates, as `docs/codes.md` has them.
pub(super) fn codes() -> String {
    footlights_surface::codes_page(&[
        ("surface", footlights_surface::CODES),
        ("identity", footlights_identity::CODES),
        ("parlor", footlights_parlor::CODES),
        ("companion", footlights_companion::CODES),
    ])
}
