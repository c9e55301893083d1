//! The edges: each translates, none decides.

pub(crate) mod rest;
pub(crate) mod socket;
