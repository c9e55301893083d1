//! The companion's edges.

pub(crate) mod rest;
