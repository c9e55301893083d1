//! The machine from outside: stories, tables, properties, snapshots.

mod limits;
mod properties;
mod snapshots;
mod stories;
mod story;
mod table;
