//! The nouns of identity.

mod account;
mod actor;
mod audit;
mod session;
mod tenant;
mod token;
mod webhook;

pub use account::Account;
pub(crate) use account::{DISPLAY_NAME, PASSWORD_CHARS_MAX, check_password, check_username, fold_username, id_from_key};
pub use actor::Actor;
pub use audit::AuditEntry;
pub(crate) use audit::{Act, AuditId};
pub use session::SignedIn;
pub(crate) use session::{Opaque, Session};
pub use tenant::Tenant;
pub use token::{IssuedToken, PersonalToken};
pub(crate) use token::{TOKEN_NAME, check_scopes};
pub(crate) use webhook::WebhookSealing;
