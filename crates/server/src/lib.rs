//! The binary: configuration, wiring, lifecycle, commands.
//!
//! Owns: settings and their origins, the accept loop, which part is plugged into which, start and stop.
//! Does not know: any rule of any system.

pub mod accept;
pub mod admin;
pub mod cli;
mod cluster;
pub mod command;
pub mod config;
mod conformance;
pub mod control;
pub mod database;
pub mod demo;
mod docs;
pub mod document;
pub mod edges;
pub mod ground;
pub mod health;
mod house;
pub mod http;
pub mod log;
mod nodes;
pub mod ops;
mod packed;
pub mod pages;
pub mod secret_key;
pub mod serve;
mod voices;

/// Whatever this process writes (the database, its log, backups, keys) is for its owner alone, also in a folder that others
/// may enter. Call it before there are threads.
pub fn private_files() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}
