//! Tests of the engine through its public face: whole conversations in virtual time, and properties.

mod client;
mod scenarios;
