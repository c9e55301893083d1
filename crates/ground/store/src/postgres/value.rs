//! Values on PostgreSQL's wire. Types are compared, never converted: a whole number in a double's place is a defect.

use std::borrow::Cow;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, WrongType};

use crate::{Kind, Row, Sql, Value};

/// The type a kind is declared as.
pub(super) fn type_of(kind: Kind) -> Type {
    match kind {
        Kind::Int => Type::INT8,
        Kind::Real => Type::FLOAT8,
        Kind::Text => Type::TEXT,
        Kind::Bytes => Type::BYTEA,
    }
}

/// Whether the store carries a column of this type.
pub(super) fn is_carried(column: &Type) -> bool {
    [Type::INT8, Type::FLOAT8, Type::TEXT, Type::BYTEA].contains(column)
}

/// A parameter. Its `Debug` shows the kind alone, because drivers log parameters.
pub(super) struct Param(pub(super) Value<'static>);

impl std::fmt::Debug for Param {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0.kind())
    }
}

impl ToSql for Param {
    fn to_sql(&self, to: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match &self.0 {
            Value::Null(_) => Ok(IsNull::Yes),
            Value::Int(n) => n.to_sql(to, out),
            Value::Real(n) => n.to_sql(to, out),
            Value::Text(text) => text.to_sql(to, out),
            Value::Bytes(bytes) => bytes.as_ref().to_sql(to, out),
            Value::Id(id) => id.as_slice().to_sql(to, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Which type it fits depends on the value, so `to_sql_checked` decides.
        true
    }

    fn to_sql_checked(&self, to: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        if type_of(self.0.kind()) == *to { self.to_sql(to, out) } else { Err(Box::new(WrongType::new::<Self>(to.clone()))) }
    }
}

/// A row as the store hands it out.
pub(super) fn row(sql: Sql, from: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
    let cells = from.columns().iter().enumerate().map(|(index, column)| cell(from, index, column.type_()));
    Ok(Row::new(sql, cells.collect::<Result<_, _>>()?))
}

fn cell(from: &tokio_postgres::Row, index: usize, kind: &Type) -> Result<Value<'static>, tokio_postgres::Error> {
    let null = Value::Null(Kind::Text);
    Ok(match *kind {
        Type::INT8 => from.try_get::<_, Option<i64>>(index)?.map_or(null, Value::Int),
        Type::FLOAT8 => from.try_get::<_, Option<f64>>(index)?.map_or(null, Value::Real),
        Type::BYTEA => from.try_get::<_, Option<&[u8]>>(index)?.map_or(null, bytes),
        _ => from.try_get::<_, Option<String>>(index)?.map_or(null, |text| Value::Text(Cow::Owned(text))),
    })
}

fn bytes(bytes: &[u8]) -> Value<'static> {
    <[u8; 16]>::try_from(bytes).map_or_else(|_| Value::Bytes(Cow::Owned(bytes.to_vec())), Value::Id)
}
