//! The parts are joined whole, what is committed is what is served, and nothing that was released is taken away.

use std::collections::BTreeSet;

use async_graphql::{EmptyMutation, EmptySubscription, Object, ObjectType, Schema, SubscriptionType};
use footlights_parlor::{RoomMutation, RoomQuery, RoomSubscription, StageMutation};

use super::outline::{must_be_given, of_schema, of_services};
use super::{described_schema, described_services, schema};

/// Names of the root fields of a schema: queries, mutations, subscriptions.
fn roots<Q: ObjectType + 'static, M: ObjectType + 'static, S: SubscriptionType + 'static>(schema: &Schema<Q, M, S>) -> [Vec<String>; 3] {
    let facts = of_schema(&schema.sdl());
    let names = [schema_type(schema, "query"), schema_type(schema, "mutation"), schema_type(schema, "subscription")];
    names.map(|name| {
        let start = format!("graphql {name}.");
        let fields = facts.iter().filter_map(|fact| fact.strip_prefix(&start)).filter(|fact| !fact.contains('('));
        fields.filter_map(|fact| Some(fact.split_once(':')?.0.to_owned())).collect()
    })
}

fn schema_type<Q: ObjectType + 'static, M: ObjectType + 'static, S: SubscriptionType + 'static>(
    schema: &Schema<Q, M, S>,
    kind: &str,
) -> String {
    let sdl = schema.sdl();
    let line = sdl.lines().find_map(|line| line.trim().strip_prefix(&format!("{kind}: ")).map(str::to_owned));
    line.unwrap_or_else(|| "nothing".into())
}

/// A root for what has to be there and is not counted.
struct Nothing;

#[Object]
impl Nothing {
    async fn nothing(&self) -> bool {
        true
    }
}

#[test]
fn the_joined_fields_are_the_sum_of_the_parts() {
    let [queries, mutations, subscriptions] = roots(&schema());
    let one = |parts: Vec<Vec<String>>| parts.concat();
    let query_parts = one(vec![roots(&Schema::new(RoomQuery, EmptyMutation, EmptySubscription))[0].clone()]);
    let mutation_parts = one(vec![
        roots(&Schema::new(Nothing, RoomMutation, EmptySubscription))[1].clone(),
        roots(&Schema::new(Nothing, StageMutation, EmptySubscription))[1].clone(),
    ]);
    let subscription_parts = one(vec![roots(&Schema::new(Nothing, EmptyMutation, RoomSubscription))[2].clone()]);
    for (joined, parts) in [(queries, query_parts), (mutations, mutation_parts), (subscriptions, subscription_parts)] {
        assert!(!joined.is_empty());
        let distinct: BTreeSet<_> = joined.iter().collect();
        assert_eq!(distinct, parts.iter().collect());
        assert_eq!(joined.len(), parts.len(), "two parts have one field: {parts:?}");
    }
}

#[test]
fn what_is_committed_is_what_the_parts_say() {
    let committed = include_str!("../../../../schema/schema.graphql");
    assert!(committed == described_schema(), "schema/schema.graphql is stale: cargo xtask codegen");
}

#[test]
fn nothing_that_was_released_is_taken_away_or_changed() {
    let today: BTreeSet<String> = of_schema(&described_schema()).into_iter().chain(of_services(&described_services())).collect();
    let released: BTreeSet<String> = include_str!("../../../../schema/released.txt").lines().map(str::to_owned).collect();
    let gone: Vec<_> = released.difference(&today).collect();
    assert!(gone.is_empty(), "clients rely on what is gone or changed: {gone:#?}");
    let asked_for: Vec<_> = today.difference(&released).filter(|fact| must_be_given(fact)).filter(|fact| is_old(fact, &released)).collect();
    assert!(asked_for.is_empty(), "clients do not know that they must give this: {asked_for:#?}");
}

/// Whether the field or input that a fact is about was released: a new field may ask for what it likes.
fn is_old(fact: &str, released: &BTreeSet<String>) -> bool {
    let owner = fact.split(['(', '.']).next().unwrap_or(fact);
    match fact.split_once('(') {
        Some((field, _)) => released.iter().any(|old| old.starts_with(&format!("{field}:"))),
        None => released.iter().any(|old| old.starts_with(&format!("{owner}."))),
    }
}

#[test]
fn a_breaking_change_is_noticed() {
    let before = of_schema("type Query { a(x: Int): String b: Int } enum E { one two } input I { y: Int }");
    let after = of_schema("type Query { a(x: Int, z: Int!): String } enum E { one } input I { y: Int w: Int! }");
    let (before, after): (BTreeSet<_>, BTreeSet<_>) = (before.into_iter().collect(), after.into_iter().collect());
    let gone: Vec<_> = before.difference(&after).cloned().collect();
    assert_eq!(gone, ["graphql E = two", "graphql Query.b: Int"]);
    let new: Vec<_> = after.difference(&before).filter(|fact| is_old(fact, &before)).cloned().collect();
    assert_eq!(new, ["graphql I.w: Int!", "graphql Query.a(z: Int!"]);
}
