//! The hub over a real store, on both databases.

#[path = "../../src/tests/client.rs"]
#[expect(dead_code, reason = "shared with the tests inside the crate, which use more of it")]
mod client;
mod log;
mod stage;
