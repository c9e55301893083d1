//! The crowd from outside: stories, properties, golden hashes.

mod stage;
mod stories;
