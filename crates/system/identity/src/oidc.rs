//! Sign-in by an OpenID Connect issuer: who vouches, with which keys, and what it says about a person.
//!
//! Owns: discovery and the issuer's keys (fetched when needed, again when a key is unknown or an hour has passed), the code
//! flow with PKCE, and the checks of every token. Does not know accounts.

mod attempt;
mod bearer;
mod code_flow;
mod issuer;
mod person;

pub(crate) use attempt::Attempt;
pub(crate) use issuer::Issuer;
pub(crate) use person::Person;

use footlights_base::{ErrorKind, Rejection};

/// The issuer did not vouch. Why stands in the log: it helps whoever set it up, and nobody else should know.
fn refused(why: impl std::fmt::Display) -> Rejection {
    tracing::warn!(%why, "a sign-in by the issuer was refused");
    Rejection::new(ErrorKind::Unauthenticated, "oidc_failed", "The sign-in service did not vouch for you; try again.")
}
