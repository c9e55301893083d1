//! What can be done, one verb per file: contract, refusals, code.

pub(crate) mod authenticate;
pub(crate) mod begin_session;
pub(crate) mod change_account;
pub(crate) mod change_password;
pub(crate) mod create_account;
pub(crate) mod create_guest;
pub(crate) mod create_tenant;
pub(crate) mod create_token;
pub(crate) mod delete_account;
pub(crate) mod delete_token;
pub(crate) mod find_account;
pub(crate) mod finish_oidc;
pub(crate) mod first_start;
pub(crate) mod follow_events;
mod guard_secret;
pub(crate) mod list_accounts;
pub(crate) mod list_audit;
pub(crate) mod list_tenants;
pub(crate) mod list_tokens;
pub(crate) mod log_in;
pub(crate) mod log_out;
pub(crate) mod me;
pub(crate) mod refresh;
pub(crate) mod set_password;
pub(crate) mod start_oidc;
