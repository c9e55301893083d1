//! The shape of a message, taken from the struct it is made of.

use serde_json::{Value, json};
use utoipa::ToSchema;

/// A JSON schema and the named ones it points to.
#[derive(Debug, Clone)]
pub struct Shape {
    pub(super) schema: Value,
    pub(super) named: Vec<(String, Value)>,
}

impl Shape {
    /// The shape of `T`.
    ///
    /// # Panics
    /// When a schema does not serialise, which derived ones do.
    #[must_use]
    pub fn of<T: ToSchema>() -> Self {
        let mut named = Vec::new();
        T::schemas(&mut named);
        let plain = |schema| serde_json::to_value(schema).expect("a schema is plain");
        Self { schema: plain(T::schema()), named: named.into_iter().map(|(name, schema)| (name, plain(schema))).collect() }
    }

    /// An object of which nothing is said.
    #[must_use]
    pub fn object() -> Self {
        Self { schema: json!({"type": "object"}), named: Vec::new() }
    }

    /// Why something was refused, as the event `error` says it.
    #[must_use]
    pub fn error() -> Self {
        Self { schema: json!({"$ref": "#/components/schemas/SocketError"}), named: Vec::new() }
    }

    /// An object with one field of this shape.
    #[must_use]
    pub fn as_field(self, field: &str) -> Self {
        let schema = json!({"type": "object", "required": [field], "properties": {field: self.schema}});
        Self { schema, named: self.named }
    }

    /// Without a field.
    #[must_use]
    pub fn without(mut self, field: &str) -> Self {
        if let Some(fields) = self.part("properties").and_then(Value::as_object_mut) {
            fields.remove(field);
        }
        if let Some(required) = self.part("required").and_then(Value::as_array_mut) {
            required.retain(|name| name != field);
        }
        self
    }

    /// With a field that is always there, or another shape in the place of its own.
    #[must_use]
    pub fn with(mut self, field: &str, shape: Self) -> Self {
        self.schema["properties"][field] = shape.schema;
        match self.part("required").and_then(Value::as_array_mut) {
            Some(required) if required.iter().any(|name| name == field) => {}
            Some(required) => required.push(field.into()),
            None => self.schema["required"] = json!([field]),
        }
        self.named.extend(shape.named);
        self
    }

    /// Either this or the other.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        self.named.extend(other.named);
        match self.part("anyOf").and_then(Value::as_array_mut) {
            Some(several) => several.push(other.schema),
            None => self.schema = json!({"anyOf": [self.schema, other.schema]}),
        }
        self
    }

    /// A part of the schema, if it has it. Indexing would put a null there.
    fn part(&mut self, name: &str) -> Option<&mut Value> {
        self.schema.get_mut(name)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use utoipa::ToSchema;

    use super::Shape;

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Tip {
        id: String,
        from: Option<String>,
        item: Item,
    }
    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Item {
        name: String,
    }

    #[test]
    fn a_shape_brings_what_it_points_to_and_can_be_made_smaller() {
        let shape = Shape::of::<Tip>();
        assert_eq!(shape.schema["properties"]["item"]["$ref"], "#/components/schemas/Item");
        assert_eq!(shape.named[0].0, "Item");
        let smaller = shape.without("id").with("item", Shape::of::<String>()).schema;
        assert_eq!((&smaller["properties"]["item"]["type"], &smaller["required"]), (&json!("string"), &json!(["item"])));
        assert!(smaller["properties"].get("id").is_none(), "{smaller}");
        let larger = Shape::of::<Item>().with("loud", Shape::of::<bool>()).schema;
        assert_eq!(larger["required"], json!(["name", "loud"]));
    }

    #[test]
    fn several_shapes_stand_side_by_side() {
        let either = Shape::of::<Tip>().or(Shape::of::<Item>()).or(Shape::of::<String>()).schema;
        assert_eq!(either["anyOf"].as_array().map(Vec::len), Some(3), "{either}");
        assert!(!either.to_string().contains(":null"), "{either}");
    }
}
