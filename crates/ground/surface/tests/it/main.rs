//! A dressed router with a stand-in authenticator: what callers, browsers and hostile clients get to see.

mod browser;
mod graphql;
mod graphql_cost;
mod graphql_socket;
mod grpc;
mod handlers;
mod parlour;
mod stage;
