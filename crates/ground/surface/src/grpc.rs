//! gRPC on the same port as everything else.
//!
//! Owns: callers from metadata, refusals as `google.rpc` statuses, deadlines, message limits, health and reflection.
//! Does not know: any service of any system; systems bring theirs as [`GrpcPart`]s and the server joins them.

mod deadline;
mod gate;
mod health;
mod part;
mod status;

pub use deadline::Deadline;
pub use gate::{Gate, ended};
pub use health::Readiness;
pub use part::{GRPC_MESSAGE_BYTES_MAX, GrpcPart, grpc};
pub use status::{ERROR_DOMAIN, status_of};
