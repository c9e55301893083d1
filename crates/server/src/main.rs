//! The `footlights` binary.

fn main() {}
