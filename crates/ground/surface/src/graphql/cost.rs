//! What a query may cost, counted before anything of it runs: depth, aliases, root fields, and one point for each field times
//! what the lists around it may hold. Knows no schema.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::Variables;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql_value::Value;
use footlights_base::{ErrorKind, Rejection};

use super::GraphQlSettings;

/// Arguments that say how long a list may be.
const LENGTHS: [&str; 2] = ["first", "last"];
/// What is in a page of a list, whatever the list is of.
const ITEMS: [&str; 2] = ["nodes", "edges"];
/// What a list costs where its length is not said or not a number: as long as lists are by default.
const LENGTH_DEFAULT: u64 = 50;
/// Fragments within fragments that are looked into for items; behind them there are some, as far as the cost goes.
const FRAGMENTS_LOOKED_INTO: usize = 4;
/// Pages are never longer, whatever is asked for.
const LENGTH_MAX: u64 = 200;

/// What one selection set comes to, fragments included.
#[derive(Clone, Copy, Default)]
struct Sum {
    depth: usize,
    cost: u64,
    aliases: usize,
    roots: usize,
}

struct Counter<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    depth_max: usize,
    /// Fragments that were counted, so that one that is spread often is counted once.
    known: HashMap<&'a Name, Sum>,
    /// Fragments being counted: one within itself is the validation's to refuse.
    open: Vec<&'a Name>,
    /// A NUL in a text, which databases disagree on.
    nul: bool,
}

/// The operation that is meant.
///
/// # Errors
/// 400 `unknown_operation`.
pub(super) fn operation<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Result<&'a OperationDefinition, Rejection> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(only), None) => Some(only),
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name),
        (DocumentOperations::Multiple(all), None) => all.values().next().filter(|_| all.len() == 1),
        (DocumentOperations::Single(_), Some(_)) => None,
    };
    found
        .map(|found| &found.node)
        .ok_or_else(|| Rejection::new(ErrorKind::Invalid, "unknown_operation", "operationName must name one operation of the document."))
}

/// How many fields stand at the top of an operation; refuses one that would cost too much.
///
/// # Errors
/// 400 `query_too_deep`, `query_too_complex`, `too_many_aliases`, `too_many_root_fields`, `bad_character`.
pub(super) fn check(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    settings: &GraphQlSettings,
) -> Result<usize, Rejection> {
    let mut counter = Counter { document, variables, depth_max: settings.depth_max, known: HashMap::new(), open: Vec::new(), nul: false };
    let sum = counter.set(&operation.selection_set.node, 1);
    let refuse = |code, detail: String| Err(Rejection::new(ErrorKind::Invalid, code, detail));
    if counter.nul {
        return refuse("bad_character", "A text of the query holds a NUL character.".into());
    }
    if sum.depth > settings.depth_max {
        return refuse("query_too_deep", format!("Selections nest at most {} deep.", settings.depth_max));
    }
    if sum.aliases > settings.aliases_max {
        return refuse("too_many_aliases", format!("At most {} fields may have an alias.", settings.aliases_max));
    }
    let roots_max = if operation.ty == OperationType::Subscription { 1 } else { settings.root_fields_max };
    if sum.roots > roots_max {
        return refuse("too_many_root_fields", format!("This operation may have at most {roots_max} fields at its top."));
    }
    if sum.cost > settings.complexity_max {
        return refuse(
            "query_too_complex",
            format!(
                "The query costs {} points, at most {} are allowed; ask for shorter lists or fewer fields.",
                sum.cost, settings.complexity_max
            ),
        );
    }
    Ok(sum.roots)
}

impl<'a> Counter<'a> {
    fn set(&mut self, set: &'a SelectionSet, depth: usize) -> Sum {
        let mut sum = Sum::default();
        if depth > self.depth_max + 1 {
            // Deeper than is allowed already: how much deeper does not matter.
            return Sum { depth: 1, ..sum };
        }
        for selection in &set.items {
            let one = match &selection.node {
                Selection::Field(field) => self.field(&field.node, depth),
                Selection::InlineFragment(fragment) => deeper(self.set(&fragment.node.selection_set.node, depth + 1)),
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, depth),
            };
            sum.depth = sum.depth.max(one.depth);
            sum.cost = sum.cost.saturating_add(one.cost);
            sum.aliases = sum.aliases.saturating_add(one.aliases);
            sum.roots = sum.roots.saturating_add(one.roots);
        }
        sum
    }

    fn field(&mut self, field: &'a Field, depth: usize) -> Sum {
        self.nul |= field.arguments.iter().any(|(_, value)| has_nul(&value.node));
        let inner = self.set(&field.selection_set.node, depth + 1);
        Sum {
            depth: inner.depth + 1,
            cost: inner.cost.saturating_mul(self.length(field)).saturating_add(1),
            aliases: inner.aliases + usize::from(field.alias.is_some()),
            roots: 1,
        }
    }

    fn fragment(&mut self, name: &'a Name, depth: usize) -> Sum {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let Some(fragment) = self.document.fragments.get(name).filter(|_| !self.open.contains(&name)) else { return Sum::default() };
        self.open.push(name);
        let sum = deeper(self.set(&fragment.node.selection_set.node, depth + 1));
        self.open.pop();
        self.known.insert(name, sum);
        sum
    }

    /// Whether this is asked of a page of a list, also by way of fragments.
    fn is_page(&self, set: &SelectionSet, fragments: usize) -> bool {
        set.items.iter().any(|selection| match &selection.node {
            Selection::Field(field) => ITEMS.contains(&field.node.name.node.as_str()),
            Selection::InlineFragment(fragment) => self.is_page(&fragment.node.selection_set.node, fragments),
            Selection::FragmentSpread(spread) => fragments.checked_sub(1).is_none_or(|left| {
                let found = self.document.fragments.get(&spread.node.fragment_name.node);
                found.is_some_and(|fragment| self.is_page(&fragment.node.selection_set.node, left))
            }),
        })
    }

    /// How many times what is below the field may come.
    fn length(&self, field: &Field) -> u64 {
        let said = field.arguments.iter().find(|(name, _)| LENGTHS.contains(&name.node.as_str())).map(|(_, value)| &value.node);
        let number = match said {
            None if self.is_page(&field.selection_set.node, FRAGMENTS_LOOKED_INTO) => None,
            None => return 1,
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::Variable(name)) => match self.variables.get(name) {
                Some(async_graphql::Value::Number(number)) => number.as_u64(),
                _ => None,
            },
            Some(_) => None,
        };
        number.unwrap_or(LENGTH_DEFAULT).clamp(1, LENGTH_MAX)
    }
}

/// Fragments count as a level, so that nothing nests without an end.
fn deeper(sum: Sum) -> Sum {
    Sum { depth: sum.depth + 1, ..sum }
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::List(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.values().any(has_nul),
        _ => false,
    }
}
