//! The schema behind one pointer, so that the edge is compiled once.

use std::sync::{Arc, LazyLock};

use async_graphql::{ObjectType, Request, Response, Schema, SubscriptionType};
use footlights_base::BoxFuture;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;

use crate::Caller;

/// Runs operations that have passed the edge.
pub trait Engine: Send + Sync + 'static {
    /// A query or a mutation.
    fn execute(&self, request: Request, caller: Option<Caller>) -> BoxFuture<'_, Response>;

    /// A subscription.
    fn stream(&self, request: Request, caller: Option<Caller>) -> BoxStream<'static, Response>;
}

/// Adds what the resolvers of one system need for one request of a caller, such as its loaders.
pub type Equip = Arc<dyn Fn(Request, &Caller) -> Request + Send + Sync>;

type Make<Q, M, S> = Box<dyn FnOnce() -> Schema<Q, M, S> + Send>;

/// A schema and what each request to it is equipped with.
pub struct SchemaEngine<Q, M, S> {
    /// Made when somebody first asks: where nobody does, a program neither spends time nor memory on it.
    schema: LazyLock<Schema<Q, M, S>, Make<Q, M, S>>,
    equip: Vec<Equip>,
}

impl<Q, M, S> SchemaEngine<Q, M, S> {
    /// What makes the schema is called with the first request; each request gets what all of these add.
    #[must_use]
    pub fn new(make: impl FnOnce() -> Schema<Q, M, S> + Send + 'static, equip: Vec<Equip>) -> Self {
        Self { schema: LazyLock::new(Box::new(make)), equip }
    }

    fn equipped(&self, request: Request, caller: Option<Caller>) -> Request {
        let Some(caller) = caller else { return request };
        self.equip.iter().fold(request, |request, equip| equip(request, &caller)).data(caller)
    }
}

impl<Q, M, S> Engine for SchemaEngine<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    fn execute(&self, request: Request, caller: Option<Caller>) -> BoxFuture<'_, Response> {
        let request = self.equipped(request, caller);
        Box::pin(self.schema.execute(request))
    }

    fn stream(&self, request: Request, caller: Option<Caller>) -> BoxStream<'static, Response> {
        self.schema.execute_stream(self.equipped(request, caller)).boxed()
    }
}
