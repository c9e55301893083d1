//! The companion's edges.

pub(crate) mod rest;
pub(crate) mod socket;
