//! The edges: each translates, none decides.

pub(crate) mod graphql;
pub(crate) mod grpc;
pub(crate) mod rest;
pub(crate) mod socket;
