//! gRPC: translates, nothing else.

mod events;

use footlights_surface::grpc::{GRPC_MESSAGE_BYTES_MAX, Gate, GrpcPart};

use crate::EventStreams;
use events::Events;
use v1::event_service_server::EventServiceServer;

/// What is generated from `proto/footlights/v1/events.proto`, for servers and for clients.
pub mod v1 {
    #![expect(clippy::allow_attributes, clippy::allow_attributes_without_reason, reason = "generated")]
    tonic::include_proto!("footlights.v1");
}

/// The compiled files of the services.
pub const GRPC_DESCRIPTOR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/services.bin"));

/// Every service of identity.
#[must_use]
pub fn grpc(streams: EventStreams, gate: Gate) -> Vec<GrpcPart> {
    let service = EventServiceServer::new(Events { streams, gate }).max_decoding_message_size(GRPC_MESSAGE_BYTES_MAX);
    vec![GrpcPart::new(service, GRPC_DESCRIPTOR)]
}
