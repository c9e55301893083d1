//! Identity's edges.

pub(crate) mod rest;
