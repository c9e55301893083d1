//! SQL of identity, by noun. Only use cases and jobs call it.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod session;
pub(crate) mod signing_key;
pub(crate) mod tenant;
pub(crate) mod token;

use footlights_store::Sql;

/// Every statement, for the test that prepares them on both databases.
#[must_use]
pub fn statements() -> Vec<Sql> {
    [account::STATEMENTS, audit::STATEMENTS, session::STATEMENTS, signing_key::STATEMENTS, tenant::STATEMENTS, token::STATEMENTS].concat()
}
