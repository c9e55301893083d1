//! Identity's edges.

pub(crate) mod grpc;
pub(crate) mod rest;
