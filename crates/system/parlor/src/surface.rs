//! Parlor's edges.

pub(crate) mod graphql;
pub(crate) mod grpc;
