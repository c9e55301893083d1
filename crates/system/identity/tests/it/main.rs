//! Identity through its face and its router, on a throw-away database with a manual clock.

mod accounts;
mod bad_input;
mod following;
mod issuer;
mod oidc;
mod refresh;
mod revocation;
mod sign_in;
mod stage;
mod statements;
mod tokens;
mod webhook_receiver;
mod webhook_refusals;
mod webhook_retries;
mod webhooks;
