//! What the tools say: one line at a time on standard error, so that standard output stays for results.
//!
//! Owns the only place of this crate that writes to the terminal. Knows nothing of what is said.

use std::io::Write as _;

/// Writes one line for a person (standard error). A closed terminal is not an error of ours.
pub(crate) fn line(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Writes one line for a program (standard output), such as the `export …` lines of `services start`.
pub(crate) fn result(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Writes the heading of a step.
pub(crate) fn heading(text: &str) {
    line(format_args!("\n── {text}"));
}
