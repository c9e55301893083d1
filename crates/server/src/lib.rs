//! The binary: configuration, wiring, lifecycle, commands.
//!
//! Owns: settings and their origins, the accept loop, which part is plugged into which, start and stop.
//! Does not know: any rule of any system.

pub mod accept;
pub mod cli;
pub mod config;
pub mod control;
pub mod log;
pub mod pages;
pub mod secret_key;
