//! What the OpenAPI document says everywhere alike: problem answers, how to sign in, and how the systems' parts are joined.

use std::collections::BTreeMap;

use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, Content, Info, OpenApi, Paths, Ref, RefOr, Response};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::{ProblemDocument, SESSION_COOKIE};

/// The refusals any write may give; write it among the responses of a path: `responses((status = 201, body = Tip), Problems)`.
pub struct Problems;

/// The refusals any read may give.
pub struct ReadProblems;

const READ: &[(&str, &str)] = &[
    ("400", "A malformed input or a wrong field"),
    ("401", "No credentials, or ones that do not count"),
    ("403", "May be seen, may not be done"),
    ("404", "Unknown, or not the caller's own"),
    ("429", "Too many requests; see Retry-After"),
    ("503", "Not possible at the moment; see Retry-After"),
];
const WRITE: &[(&str, &str)] = &[
    ("409", "The right thing at the wrong time"),
    ("413", "The body is larger than the limit"),
    ("415", "The body is not application/json"),
    ("422", "The idempotency key was used with another body"),
];

impl utoipa::IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        READ.iter().chain(WRITE).map(problem_response).collect()
    }
}

impl utoipa::IntoResponses for ReadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        READ.iter().map(problem_response).collect()
    }
}

fn problem_response((status, description): &(&str, &str)) -> (String, RefOr<Response>) {
    let mut response = Response::new(*description);
    let schema = Ref::from_schema_name("Problem");
    response.content.insert("application/problem+json".into(), Content::new(Some(schema)).into());
    ((*status).to_owned(), response.into())
}

/// One document from the parts of all systems. A path that two parts declare stays as the first has it;
/// a test of the server counts them.
#[must_use]
pub fn compose(title: &str, version: &str, parts: impl IntoIterator<Item = OpenApi>) -> OpenApi {
    let mut document = OpenApi::new(Info::new(title, version), Paths::new());
    let mut components = Components::new();
    let mut nested = Vec::new();
    ProblemDocument::schemas(&mut nested);
    components.schemas.extend(nested);
    components.schemas.insert("Problem".into(), ProblemDocument::schema());
    components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE))));
    document.components = Some(components);
    for part in parts {
        document.merge(part);
    }
    let either = ["bearer", "session"].map(|name| SecurityRequirement::new(name, Vec::<String>::new()));
    document.security = Some(either.into());
    document
}

#[cfg(test)]
mod tests {
    use super::{Problems, compose};

    #[test]
    fn the_document_is_3_1_and_every_reference_resolves() {
        #[utoipa::path(post, path = "/api/things", responses((status = 201, description = "Made"), Problems))]
        #[expect(dead_code, reason = "only its document matters here")]
        fn make() {}
        #[derive(utoipa::OpenApi)]
        #[openapi(paths(make))]
        struct Part;
        let text = compose("Footlights", "1", [<Part as utoipa::OpenApi>::openapi()]).to_json().expect("plain");
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")), "{}", document["openapi"]);
        let responses = &document["paths"]["/api/things"]["post"]["responses"];
        assert_eq!(responses["409"]["content"]["application/problem+json"]["schema"]["$ref"], "#/components/schemas/Problem");
        for reference in text.match_indices("#/components/schemas/").map(|(at, prefix)| text[at + prefix.len()..].split('"').next()) {
            let name = reference.expect("a name");
            assert!(document["components"]["schemas"].get(name).is_some(), "{name} is missing");
        }
    }
}
