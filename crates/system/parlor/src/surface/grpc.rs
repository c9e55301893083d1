//! gRPC: translates, nothing else.

mod asked;
mod change;
mod noun;
mod people;
mod presence;
mod read;
mod rooms;
mod stage;
mod words;

use footlights_surface::grpc::{GRPC_MESSAGE_BYTES_MAX, Gate, GrpcPart};

use crate::Parlor;
use v1::room_service_server::RoomServiceServer;

/// What is generated from `proto/footlights/v1/rooms.proto`, for servers and for clients.
pub mod v1 {
    #![expect(clippy::allow_attributes, clippy::allow_attributes_without_reason, clippy::too_many_lines, reason = "generated")]
    tonic::include_proto!("footlights.v1");
}

/// The compiled files of the services.
pub const GRPC_DESCRIPTOR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/services.bin"));

/// `RoomService`.
pub(crate) struct Rooms {
    parlor: Parlor,
    gate: Gate,
}

/// Every service of parlor.
#[must_use]
pub fn grpc(parlor: Parlor, gate: Gate) -> Vec<GrpcPart> {
    let service = RoomServiceServer::new(Rooms { parlor, gate }).max_decoding_message_size(GRPC_MESSAGE_BYTES_MAX);
    vec![GrpcPart::new(service, GRPC_DESCRIPTOR)]
}
