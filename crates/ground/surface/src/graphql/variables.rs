//! Whether the variables that were sent fit what the operation says of them, as far as that can be told without the schema: all that
//! must be there are, and the built-in scalars are what they are. The library itself finds out only where a field uses them.

use async_graphql::parser::types::{BaseType, OperationDefinition, Type};
use async_graphql::{Value, Variables};
use footlights_base::{ErrorKind, Rejection};

/// Refuses the first that does not fit.
///
/// # Errors
/// 400 `graphql_invalid`.
pub(super) fn check(operation: &OperationDefinition, variables: &Variables) -> Result<(), Rejection> {
    for definition in &operation.variable_definitions {
        let definition = &definition.node;
        let name = &definition.name.node;
        let given = variables.get(name);
        if given.is_none() && (definition.default_value.is_some() || definition.var_type.node.nullable) {
            continue;
        }
        if !fits(given.unwrap_or(&Value::Null), &definition.var_type.node) {
            let detail = format!("Variable ${name} must be {}.", definition.var_type.node);
            return Err(Rejection::new(ErrorKind::Invalid, "graphql_invalid", detail));
        }
    }
    Ok(())
}

fn fits(value: &Value, ty: &Type) -> bool {
    if *value == Value::Null {
        return ty.nullable;
    }
    match &ty.base {
        BaseType::List(inner) => match value {
            Value::List(items) => items.iter().all(|item| fits(item, inner)),
            // One value stands for a list of one.
            single => fits(single, inner),
        },
        BaseType::Named(name) => match name.as_str() {
            "Int" => matches!(value, Value::Number(number) if number.is_i64() || number.is_u64()),
            "Float" => matches!(value, Value::Number(_)),
            "String" => matches!(value, Value::String(_)),
            "Boolean" => matches!(value, Value::Boolean(_)),
            "ID" => matches!(value, Value::String(_) | Value::Number(_)),
            _ => true,
        },
    }
}
