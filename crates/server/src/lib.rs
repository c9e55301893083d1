//! The binary: configuration, wiring, lifecycle, commands.
