//! What tests stand on: a [`World`] on a throw-away database, with hands on its clock and a seed for its chance.
//!
//! Owns: making, copying and clearing away databases fast enough for one per test; the check of a crate's codes.
//! Does not know: any system (each offers its own builders behind its feature `testing`). Development only:
//! nothing that ships depends on this crate.
//!
//! ```no_run
//! # use footlights_testkit::on_both;
//! # async fn test() {
//! on_both(&[], |world| async move {
//!     world.advance(std::time::Duration::from_secs(60));
//! })
//! .await;
//! # }
//! ```

mod both;
mod codes;
mod leftovers;
mod postgres;
mod sqlite;
mod world;

pub use both::on_both;
pub use codes::assert_codes_are_listed;
pub use world::{Db, World};
