//! Handler arguments: callers, bodies, queries, paths and pages, each with its refusals as problems.

mod caller;
mod client_address;
mod json_body;
mod paging;
mod path;
mod query;

pub use caller::cookie_value;
pub(crate) use caller::{bearer_of, comes_from_own_page, identify_uncounted, unauthenticated};
pub use client_address::ClientAddress;
pub use json_body::JsonBody;
pub(crate) use json_body::{is_json, read_body};
pub use paging::{Paging, PagingParams};
pub use path::Path;
pub use query::Query;
