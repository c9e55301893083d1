//! The kit of the edges: who calls, what they may, how input is read strictly and how a refusal is told.
//!
//! Owns: [`Caller`] and the [`Authenticator`] port behind it, the extractors ([`JsonBody`], [`Query`], [`Path`], [`Paging`],
//! [`IdempotencyKey`]), RFC 9457 [`Problem`]s mapped from error kinds in one file, rate limits, and the layers every HTTP
//! router is dressed with ([`layers`], [`time_limit`]).
//! Does not know: any system, how accounts or tokens are kept (that is identity's), how sockets are served.
//!
//! A router's state offers its [`Edge`] through `FromRef`; then `Caller` and the rest are ordinary handler arguments:
//!
//! ```ignore
//! async fn start(State(face): State<Companion>, caller: Caller, key: IdempotencyKey, JsonBody(body): JsonBody<StartSession>)
//!     -> Result<(StatusCode, Json<Session>), Problem>
//! ```

mod asyncapi;
mod authenticator;
mod caller;
mod codes;
mod edge;
mod extract;
pub mod graphql;
pub mod grpc;
mod idempotency;
mod layer;
mod openapi;
mod problem;
mod rate;
mod remote;
mod rest_routes;
mod roles;
mod scopes;
mod socket;
mod strict_json;
mod words;

pub use asyncapi::{Conversation, Numbering, Published, Shape, compose_events};
pub use authenticator::{Authenticator, Credential, SESSION_COOKIE};
pub use caller::{Caller, CredentialId};
pub use codes::{CODES, Code, codes_page};
pub use edge::{Edge, EdgeSettings};
pub use extract::{ClientAddress, JsonBody, Paging, PagingParams, Path, Query, cookie_value};
pub use footlights_base::BoxFuture;
pub use idempotency::{IdempotencyKey, KeyGiven, fingerprint};
pub use layer::{CSP_API, CSP_PAGES, content_security_policy, dress, layers, method_not_allowed, not_found, time_limit, upload_pace};
pub use openapi::{Problems, ReadProblems, compose};
pub use problem::{Problem, ProblemDocument, RequestId, request_id};
pub use rate::{Bucket, LimitKey, Limiter, Quota};
pub use remote::RemoteAddress;
pub use roles::{Role, Roles};
pub use scopes::Scopes;
pub use socket::{not_signed_in, once_of_event, sign_in};
pub use strict_json::{JSON_DEPTH_MAX, decode};
