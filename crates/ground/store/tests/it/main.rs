//! The conformance suite: what every use case may rely on, the same on both databases.

mod basics;
mod bed;
