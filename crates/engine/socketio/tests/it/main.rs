//! Tests of the engine through its public face: whole conversations in virtual time, and properties.
#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped is its failure")]

mod client;
mod framing;
mod properties;
mod scenarios;
mod soak;
