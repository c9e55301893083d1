//! GraphQL and gRPC: the parts of all systems, joined and nothing else.
//!
//! Two parts with one root field would merge without a word, and the first would win: a test compares the joined fields with the
//! sum of the parts.

pub mod outline;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_graphql::{MergedObject, MergedSubscription, SDLExportOptions, Schema};
use axum::Router;
use footlights_base::BoxFuture;
use footlights_identity::EventStreams;
use footlights_parlor::{RoomMutation, RoomQuery, RoomSubscription, StageMutation, graphql_equip};
use footlights_surface::dress;
use footlights_surface::graphql::{GraphQlSettings, SchemaEngine, graphql};
use footlights_surface::grpc::{Gate, grpc};

use crate::house::House;
use crate::ops::Ops;
use crate::pages;

/// What can be read.
#[derive(MergedObject, Default)]
pub(crate) struct Query(RoomQuery);

/// What can be done.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(RoomMutation, StageMutation);

/// What can be followed.
#[derive(MergedSubscription, Default)]
pub(crate) struct Subscription(RoomSubscription);

fn schema() -> Schema<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default()).disable_suggestions().finish()
}

/// `schema/schema.graphql` as the parts describe it today.
#[must_use]
pub fn described_schema() -> String {
    let text = schema().sdl_with_options(SDLExportOptions::new().prefer_single_line_descriptions());
    format!("{}\n", text.trim_end())
}

/// The services' descriptors, as their parts were generated.
#[must_use]
pub fn described_services() -> [&'static [u8]; 2] {
    [footlights_identity::GRPC_DESCRIPTOR, footlights_parlor::GRPC_DESCRIPTOR]
}

/// Both edges, dressed: they count writes themselves, and streams outlive the time limit of answers.
pub(crate) fn routes(house: &House, ops: &Ops) -> Router {
    let engine = Arc::new(SchemaEngine::new(schema, vec![graphql_equip(&house.parlor)]));
    let page = Arc::new(|headers: &http::HeaderMap| pages::graphiql(headers));
    let over_http = graphql(engine, house.edge.clone(), house.hub.clone(), GraphQlSettings::default(), page);

    let gate = Gate::new(house.edge.clone(), house.hub.clone());
    let streams = EventStreams::new(house.hub.clone(), house.guards(), footlights_companion::for_others);
    let parts = [footlights_identity::grpc(streams, gate.clone()), footlights_parlor::grpc(house.parlor.clone(), gate.clone())];
    let ops = ops.clone();
    let ready = Arc::new(move || -> BoxFuture<'static, bool> {
        let ops = ops.clone();
        Box::pin(async move { ops.is_ready().await })
    });
    let services = grpc(parts.into_iter().flatten().collect(), &gate, ready);
    dress(over_http.merge(services), &house.edge)
}
