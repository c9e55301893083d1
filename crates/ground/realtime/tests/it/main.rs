//! The hub over a real store, on both databases.

#[path = "../../src/tests/client.rs"]
mod client;
mod log;
mod stage;
