//! Black-box tests: the real binary, real clients, both databases, faults.
//!
//! This library is the harness; the tests stand in `it/`. It knows the server only from outside: its command line,
//! its port, its signals, its files. The binary is the one beside the test's own (`cargo build -p footlights-server`),
//! or `FOOTLIGHTS_TEST_BINARY`.

pub mod api;
pub mod clients;
pub mod database;
pub mod dice;
pub mod faults;
pub mod follower;
pub mod line;
pub mod proxy;
pub mod redis;
pub mod rooms;
pub mod server;
mod signal;
pub mod wait;

pub use api::{Answer, Api};
pub use database::Database;
pub use dice::Dice;
pub use line::Line;
pub use proxy::Proxy;
pub use redis::Redis;
pub use server::{Server, Setup, binary};
