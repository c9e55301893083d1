//! What outsiders rely on in the GraphQL schema and the services, one fact a line: a test compares today's with those of
//! `schema/released.txt`, which is written by hand at a release (`cargo run --example describe -- released`), so that no
//! breaking change goes unnoticed.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition};
use prost::Message as _;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FileDescriptorSet};

/// The facts of a schema, in its order.
///
/// # Panics
/// When the text is no schema.
#[must_use]
pub fn of_schema(sdl: &str) -> Vec<String> {
    let document = parse_schema(sdl).expect("our own schema");
    let mut facts = Vec::new();
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let name = definition.node.name.node.to_string();
        match definition.node.kind {
            TypeKind::Object(object) => fields(&name, &object.fields.iter().map(|field| &field.node).collect::<Vec<_>>(), &mut facts),
            TypeKind::Interface(interface) => {
                fields(&name, &interface.fields.iter().map(|field| &field.node).collect::<Vec<_>>(), &mut facts);
            }
            TypeKind::Enum(list) => facts.extend(list.values.iter().map(|value| format!("graphql {name} = {}", value.node.value.node))),
            TypeKind::InputObject(input) => facts.extend(input.fields.iter().map(|field| argument(&name, ".", &field.node))),
            TypeKind::Union(union) => facts.extend(union.members.iter().map(|member| format!("graphql {name} | {}", member.node))),
            TypeKind::Scalar => facts.push(format!("graphql scalar {name}")),
        }
    }
    facts
}

fn fields(name: &str, fields: &[&FieldDefinition], facts: &mut Vec<String>) {
    for field in fields {
        let own = format!("{name}.{}", field.name.node);
        facts.push(format!("graphql {own}: {}", field.ty.node));
        facts.extend(field.arguments.iter().map(|one| argument(&own, "(", &one.node)));
    }
}

/// An argument or a field of an input; one that must be given says so by its `!` and the lack of a default.
fn argument(of: &str, glue: &str, argument: &InputValueDefinition) -> String {
    let default = argument.default_value.as_ref().map(|value| format!(" = {}", value.node)).unwrap_or_default();
    format!("graphql {of}{glue}{}: {}{default}", argument.name.node, argument.ty.node)
}

/// Whether a fact is an input that whoever does not know it fails to give.
#[must_use]
pub fn must_be_given(fact: &str) -> bool {
    let is_input = fact.contains('(') || fact.split_once('.').is_some_and(|(name, _)| name.ends_with("Input") || name.ends_with("Filter"));
    is_input && fact.ends_with('!')
}

/// The facts of services and messages: names and numbers.
///
/// # Panics
/// When a descriptor set is damaged.
#[must_use]
pub fn of_services(descriptors: &[&[u8]]) -> Vec<String> {
    let mut facts = Vec::new();
    for bytes in descriptors {
        let set = FileDescriptorSet::decode(*bytes).expect("our own descriptors");
        for file in set.file.iter().filter(|file| file.package() == "footlights.v1") {
            for service in &file.service {
                for method in &service.method {
                    let streams = if method.server_streaming() { "stream " } else { "" };
                    facts.push(format!(
                        "grpc {}.{}({}) {streams}{}",
                        service.name(),
                        method.name(),
                        method.input_type(),
                        method.output_type()
                    ));
                }
            }
            file.message_type.iter().for_each(|message| of_message(message, &mut facts));
            for list in &file.enum_type {
                facts.extend(list.value.iter().map(|value| format!("grpc {} {} = {}", list.name(), value.name(), value.number())));
            }
        }
    }
    facts
}

fn of_message(message: &DescriptorProto, facts: &mut Vec<String>) {
    for field in &message.field {
        let many = if field.label() == Label::Repeated { "repeated " } else { "" };
        let kind = if matches!(field.r#type(), Type::Message | Type::Enum) { field.type_name() } else { field.r#type().as_str_name() };
        facts.push(format!("grpc {}.{} = {} {many}{kind}", message.name(), field.name(), field.number()));
    }
}
