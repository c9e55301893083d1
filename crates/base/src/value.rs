//! Plain values: what a word of ours is when it stands in a column of a table.
//!
//! Owns: the five kinds and how each word becomes one and is read back. Does not know: any database.

use std::borrow::Cow;

use crate::{Currency, Timestamp, Topic};

/// What sort of value a column holds. Truth values are whole numbers 0 and 1, ids are 16 bytes, times are milliseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A whole number of 64 bits.
    Int,
    /// A double.
    Real,
    /// Text without NUL.
    Text,
    /// Bytes.
    Bytes,
}

/// One value. Borrows text and bytes where it can, so that a parameter costs no allocation.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// A whole number.
    Int(i64),
    /// A double.
    Real(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// An id; the same as `Bytes` of its 16 bytes, kept inline.
    Id([u8; 16]),
    /// No value. As a parameter it says of which kind; in a row that was read the kind says nothing.
    Null(Kind),
}

impl Value<'_> {
    /// What sort of value it is, or would be.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Int(_) => Kind::Int,
            Self::Real(_) => Kind::Real,
            Self::Text(_) => Kind::Text,
            Self::Bytes(_) | Self::Id(_) => Kind::Bytes,
            Self::Null(kind) => *kind,
        }
    }

    /// The same value, owning what it holds.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Int(n) => Value::Int(n),
            Self::Real(n) => Value::Real(n),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
            Self::Id(id) => Value::Id(id),
            Self::Null(kind) => Value::Null(kind),
        }
    }
}

/// A word that can stand in a column.
pub trait IntoValue<'a>: Sized {
    /// The kind of its column.
    const KIND: Kind;
    /// The value that stands for it.
    fn into_value(self) -> Value<'a>;
}

/// A word that can be read from a column.
pub trait FromValue: Sized {
    /// The word, or none when the value is of another kind or out of the word's range.
    fn from_value(value: &Value<'_>) -> Option<Self>;
}

impl<'a, T: IntoValue<'a>> IntoValue<'a> for Option<T> {
    const KIND: Kind = T::KIND;
    fn into_value(self) -> Value<'a> {
        self.map_or(Value::Null(T::KIND), T::into_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Null(_) => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// Says how owned and borrowed forms of one type become a value.
macro_rules! into_value {
    ($($from:ty => $kind:ident, |$word:ident| $value:expr;)*) => {$(
        impl<'a> IntoValue<'a> for $from {
            const KIND: Kind = Kind::$kind;
            fn into_value(self) -> Value<'a> {
                let $word = self;
                $value
            }
        }
    )*};
}

into_value! {
    i64 => Int, |n| Value::Int(n);
    &'a i64 => Int, |n| Value::Int(*n);
    i32 => Int, |n| Value::Int(n.into());
    u32 => Int, |n| Value::Int(n.into());
    u16 => Int, |n| Value::Int(n.into());
    u8 => Int, |n| Value::Int(n.into());
    bool => Int, |truth| Value::Int(truth.into());
    f64 => Real, |n| Value::Real(n);
    &'a str => Text, |text| Value::Text(Cow::Borrowed(text));
    String => Text, |text| Value::Text(Cow::Owned(text));
    &'a String => Text, |text| Value::Text(Cow::Borrowed(text));
    &'a std::sync::Arc<str> => Text, |text| Value::Text(Cow::Borrowed(text));
    Cow<'a, str> => Text, |text| Value::Text(text);
    &'a [u8] => Bytes, |bytes| Value::Bytes(Cow::Borrowed(bytes));
    Vec<u8> => Bytes, |bytes| Value::Bytes(Cow::Owned(bytes));
    &'a Vec<u8> => Bytes, |bytes| Value::Bytes(Cow::Borrowed(bytes));
    Timestamp => Int, |at| Value::Int(at.as_millis());
    &'a Timestamp => Int, |at| Value::Int(at.as_millis());
    Currency => Text, |currency| Value::Text(Cow::Owned(currency.as_str().to_owned()));
    &'a Currency => Text, |currency| Value::Text(Cow::Borrowed(currency.as_str()));
    Topic => Text, |topic| Value::Text(Cow::Owned(topic.as_str().to_owned()));
    &'a Topic => Text, |topic| Value::Text(Cow::Borrowed(topic.as_str()));
}

impl<'a, const N: usize> IntoValue<'a> for [u8; N] {
    const KIND: Kind = Kind::Bytes;
    fn into_value(self) -> Value<'a> {
        Value::Bytes(Cow::Owned(self.to_vec()))
    }
}

impl<'a, const N: usize> IntoValue<'a> for &'a [u8; N] {
    const KIND: Kind = Kind::Bytes;
    fn into_value(self) -> Value<'a> {
        Value::Bytes(Cow::Borrowed(self))
    }
}

/// Says how a type is read from the matching value.
macro_rules! from_value {
    ($($into:ty: $($pattern:pat => $word:expr),+;)*) => {$(
        impl FromValue for $into {
            fn from_value(value: &Value<'_>) -> Option<Self> {
                match value {
                    $($pattern => $word,)+
                    _ => None,
                }
            }
        }
    )*};
}

from_value! {
    i64: Value::Int(n) => Some(*n);
    i32: Value::Int(n) => (*n).try_into().ok();
    u32: Value::Int(n) => (*n).try_into().ok();
    u16: Value::Int(n) => (*n).try_into().ok();
    u8: Value::Int(n) => (*n).try_into().ok();
    bool: Value::Int(0) => Some(false), Value::Int(1) => Some(true);
    f64: Value::Real(n) => Some(*n);
    String: Value::Text(text) => Some(text.to_string());
    Vec<u8>: Value::Bytes(bytes) => Some(bytes.to_vec()), Value::Id(id) => Some(id.to_vec());
    Timestamp: Value::Int(ms) => Some(Timestamp::from_millis(*ms));
    Currency: Value::Text(code) => code.parse().ok();
    Topic: Value::Text(text) => text.parse().ok();
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => bytes.as_ref().try_into().ok(),
            Value::Id(id) => id.as_slice().try_into().ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FromValue, IntoValue, Kind, Value};
    use crate::{AccountId, Currency, Timestamp, Topic};

    fn back<'a, T: FromValue>(word: impl IntoValue<'a>) -> Option<T> {
        T::from_value(&word.into_value())
    }

    #[test]
    fn words_come_back_as_they_went() {
        let id = AccountId::from_bytes([7; 16]);
        assert_eq!(back::<AccountId>(id), Some(id));
        assert_eq!(back::<AccountId>(vec![7_u8; 16]), Some(id));
        assert_eq!(back::<AccountId>(vec![7_u8; 15]), None);
        assert_eq!(back::<Timestamp>(Timestamp::from_millis(5)), Some(Timestamp::from_millis(5)));
        assert_eq!(back::<Currency>(Currency::USD), Some(Currency::USD));
        assert_eq!(back::<Topic>(Topic::new("session", "a")), Some(Topic::new("session", "a")));
        assert_eq!((back::<bool>(true), back::<bool>(2_i64)), (Some(true), None));
    }

    #[test]
    fn a_missing_value_keeps_its_kind() {
        assert_eq!(Option::<AccountId>::None.into_value(), Value::Null(Kind::Bytes));
        assert_eq!(back::<Option<i64>>(Option::<i64>::None), Some(None));
        assert_eq!(back::<i64>(Option::<i64>::None), None);
    }
}
