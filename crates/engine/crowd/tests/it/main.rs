//! The crowd from outside: stories, properties, golden hashes.

mod explain;
mod golden;
mod likeness;
mod limits;
mod properties;
mod stage;
mod stories;
mod telling;
