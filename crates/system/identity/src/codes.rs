//! The codes identity refuses with.

use footlights_surface::Code;

/// Code and meaning, for `docs/codes.md`.
pub const CODES: &[Code] = &[
    ("account_suspended", "The account is suspended."),
    ("credentials_expired", "The token or sign-in has expired."),
    ("last_admin", "A tenant keeps at least one admin who can sign in."),
    ("no_password", "The account has no password: it signs in elsewhere."),
    ("not_a_sign_in", "Only a sign-in can be ended so; revoke a token by DELETE /api/tokens/{id}."),
    ("oidc_failed", "The issuer did not vouch for the sign-in."),
    ("oidc_off", "No issuer is configured."),
    ("oidc_state", "The sign-in was not started in this browser, or too long ago."),
    ("oidc_unavailable", "The issuer does not answer."),
    ("refresh_reused", "A refresh token was used a second time; everything that grew from that sign-in has ended."),
    ("sign_in_busy", "Too many sign-ins are waiting; Retry-After says when to come back."),
    ("tenant_taken", "A tenant of this name exists."),
    ("too_many", "More of them than the limit."),
    ("too_slow", "A stream was read too slowly; come back and say how far you got."),
    ("username_taken", "Somebody has this name already."),
    ("wrong_credentials", "Unknown name or wrong password."),
    ("wrong_password", "The current password is another one."),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn every_code_of_this_crate_is_listed() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        footlights_testkit::assert_codes_are_listed(&[&source], super::CODES, footlights_surface::CODES, 10);
    }
}
