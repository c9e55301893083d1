//! SQL of webhooks, by noun.

pub(crate) mod delivery;
pub(crate) mod endpoint;
