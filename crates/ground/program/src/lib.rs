//! Child programs that are bounded in number, time and output: bytes in by standard input, bytes out by standard output.
//!
//! Owns: the pool, the time limit and the end of a program with everything it started, the size of what it says.
//! Does not know: which programs, or what for. What a user wrote goes in by standard input only: arguments are ours.

mod programs;
mod run;

pub use programs::{Programs, WAITING_MAX};
pub use run::{Program, ProgramError};
