//! Queries that cost too much are refused before anything of them runs.

use std::fmt::Write as _;

use footlights_surface::graphql::GraphQlSettings;
use serde_json::{Value, json};

use crate::graphql::send;
use crate::parlour::Parlour;

async fn code(parlour: &Parlour, query: &str, variables: Value) -> String {
    let client = reqwest::Client::builder().build().expect("a client");
    let request = client.post(format!("http://{}/graphql", parlour.address)).json(&json!({"query": query, "variables": variables}));
    let (_, body) = send(request.header("accept", "application/graphql-response+json")).await;
    body["errors"][0]["extensions"]["code"].as_str().unwrap_or("none").to_owned()
}

#[tokio::test]
async fn each_limit_has_its_code() {
    let parlour = Parlour::with(GraphQlSettings { complexity_max: 500, ..GraphQlSettings::default() }, None).await;
    let deep = format!("{}name{}", "{ fields ".repeat(22), " }".repeat(22));
    assert_eq!(code(&parlour, &deep, json!({})).await, "query_too_deep");
    let mut aliases = String::from("{");
    (0..65).for_each(|n| write!(aliases, " a{n}: greeting").expect("a String takes all"));
    assert_eq!(code(&parlour, &format!("{aliases} }}"), json!({})).await, "too_many_aliases");
    assert_eq!(code(&parlour, &format!("{{ {} }}", "greeting ".repeat(33)), json!({})).await, "too_many_root_fields");
    assert_eq!(code(&parlour, &format!("{{ greeting #{} \n }}", "x".repeat(65 * 1024)), json!({})).await, "query_too_long");
    assert_eq!(code(&parlour, "{ things(first: 200) { name name name } }", json!({})).await, "query_too_complex");
    let by_variable = "query($n: Int!) { things(first: $n) { name name name } }";
    assert_eq!(code(&parlour, by_variable, json!({"n": 200})).await, "query_too_complex");
    assert_eq!(code(&parlour, by_variable, json!({"n": 3})).await, "none");
    // A list costs what it holds when nobody says how long it may be, also where its page hides in a fragment.
    let unsaid = "{ things { nodes { name name name name name name name name name name } } }";
    let hidden = "{ things { ...P } } fragment P on Things { ... { nodes { name name name name name name name name name name } } }";
    for query in [unsaid, hidden] {
        assert_eq!(code(&parlour, query, json!({})).await, "query_too_complex", "{query}");
    }
    assert_eq!(code(&parlour, r#"mutation { say(text: "a\u0000b") }"#, json!({})).await, "bad_character");
}

#[tokio::test]
async fn fragments_hide_no_cost_and_loops_of_them_end() {
    let parlour = Parlour::with(GraphQlSettings { complexity_max: 500, ..GraphQlSettings::default() }, None).await;
    // Each fragment spreads the one before twice: 2^30 fields in a kilobyte.
    let mut bomb = String::from("{ ...F12 } fragment F0 on Query { greeting }");
    (1..=12).for_each(|n| write!(bomb, " fragment F{n} on Query {{ ...F{0} ...F{0} }}", n - 1).expect("a String takes all"));
    assert_eq!(code(&parlour, &bomb, json!({})).await, "too_many_root_fields");
    let hidden = "{ ...A } fragment A on Query { things(first: 200) { ...B } } fragment B on Thing { name name name }";
    assert_eq!(code(&parlour, hidden, json!({})).await, "query_too_complex");
    let endless = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }";
    assert_eq!(code(&parlour, endless, json!({})).await, "graphql_invalid");
    let mut chain = String::from("{ ...F3000 } fragment F0 on Query { greeting }");
    (1..=3_000).for_each(|n| write!(chain, " fragment F{n} on Query{{...F{}}}", n - 1).expect("a String takes all"));
    assert_eq!(code(&parlour, &chain, json!({})).await, "query_too_long");
    let mut chain = String::from("{ ...F1500 } fragment F0 on Query { greeting }");
    (1..=1_500).for_each(|n| write!(chain, " fragment F{n} on Query{{...F{}}}", n - 1).expect("a String takes all"));
    assert_eq!(code(&parlour, &chain, json!({})).await, "query_too_deep");
}

#[tokio::test]
async fn the_introspection_of_common_tools_fits() {
    let parlour = Parlour::new().await;
    let query = "query IntrospectionQuery { __schema { queryType { name kind } types { ...FullType } directives { name args(includeDeprecated: true) { ...InputValue } } } }
        fragment FullType on __Type { kind name fields(includeDeprecated: true) { name args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } } inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name } possibleTypes { ...TypeRef } }
        fragment InputValue on __InputValue { name type { ...TypeRef } defaultValue }
        fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";
    assert_eq!(code(&parlour, query, json!({})).await, "none");
}
