//! From what was asked to what may run: found, parsed, its operation chosen, its cost counted.

use std::net::IpAddr;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Request, Variables};
use footlights_base::{ErrorKind, Rejection};

use super::request::Asked;
use super::{Inner, cost, variables as given};
use crate::Caller;

/// A document that may run.
#[derive(Clone)]
pub(super) struct Ready {
    pub(super) ty: OperationType,
    /// Fields at its top.
    roots: usize,
    query: String,
    document: ExecutableDocument,
    operation_name: Option<String>,
    variables: Variables,
}

impl Inner {
    /// Checks all that can be checked without the schema.
    ///
    /// # Errors
    /// 400 with the code of the limit, or `graphql_invalid`.
    pub(super) fn ready(&self, mut asked: Asked) -> Result<Ready, Rejection> {
        self.persisted.find(&mut asked)?;
        let Asked { query, operation_name, variables, persisted } = asked;
        if query.len() > self.settings.query_bytes_max {
            let detail = format!("The text of a query has at most {} bytes.", self.settings.query_bytes_max);
            return Err(Rejection::new(ErrorKind::Invalid, "query_too_long", detail));
        }
        let document = parse_query(&query).map_err(|error| Rejection::new(ErrorKind::Invalid, "graphql_invalid", error.to_string()))?;
        let operation = cost::operation(&document, operation_name.as_deref())?;
        given::check(operation, &variables)?;
        let roots = cost::check(&document, operation, &variables, &self.settings)?;
        let ty = operation.ty;
        if let Some(named) = &persisted {
            self.persisted.keep(named, &query);
        }
        Ok(Ready { ty, roots, query, document, operation_name, variables })
    }

    /// Each field of a mutation is a write, however it comes.
    ///
    /// # Errors
    /// 429 `rate_limited` above the quota.
    pub(super) fn count_writes(&self, ready: &Ready, remote: IpAddr, caller: Option<&Caller>) -> Result<(), Rejection> {
        for _ in 0..ready.roots {
            self.edge.count_write_from(remote)?;
            if let Some(caller) = caller {
                self.edge.count_write(caller.account)?;
            }
        }
        Ok(())
    }
}

impl Ready {
    /// A request of the library's kind, parsed already.
    pub(super) fn request(&self) -> Request {
        let mut request = Request::new(self.query.clone()).variables(self.variables.clone());
        request.operation_name.clone_from(&self.operation_name);
        request.set_parsed_query(self.document.clone());
        request
    }

    /// What two requests that show the same have in common.
    pub(super) fn sameness(&self) -> String {
        let variables = serde_json::to_string(&self.variables).expect("variables came as JSON");
        format!("{}\n{}\n{}", self.operation_name.as_deref().unwrap_or(""), variables, self.query)
    }
}
