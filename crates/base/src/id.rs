//! Identifiers: 16 bytes, hyphenated lower-case hexadecimal as text, the same on every surface.

/// An identifier's text is not a UUID.
#[derive(Debug, thiserror::Error)]
#[error("not an id such as 0190a6b0-5c1e-7cc0-8f5e-3b1d4f2a9c10")]
pub struct IdParseError;

/// Declares an identifier type of its own for one noun, so that ids of two nouns never mix.
///
/// `new` makes a UUIDv7 (sorts roughly by age, says when it was made);
/// `random` makes a UUIDv4 for ids that act as capabilities and must not be guessed.
#[macro_export]
macro_rules! define_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive($crate::reexport::serde::Serialize, $crate::reexport::serde::Deserialize)]
        #[serde(crate = "footlights_base::reexport::serde", transparent)]
        pub struct $name($crate::reexport::uuid::Uuid);

        impl $name {
            /// A fresh id that carries the moment it was made (UUIDv7).
            #[must_use]
            pub fn new(clock: &dyn $crate::Clock, chance: &$crate::Chance) -> Self {
                let ms = u64::try_from(clock.now().as_millis()).unwrap_or(0);
                Self($crate::reexport::uuid::Builder::from_unix_timestamp_millis(ms, &chance.bytes()).into_uuid())
            }

            /// A fresh id that cannot be guessed (UUIDv4), for ids that open a door.
            #[must_use]
            pub fn random(chance: &$crate::Chance) -> Self {
                Self($crate::reexport::uuid::Builder::from_random_bytes(chance.bytes()).into_uuid())
            }

            /// From its 16 bytes, as the store keeps it.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self($crate::reexport::uuid::Uuid::from_bytes(bytes))
            }

            /// Its 16 bytes, as the store keeps it.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl<'a> $crate::IntoValue<'a> for $name {
            const KIND: $crate::Kind = $crate::Kind::Bytes;
            fn into_value(self) -> $crate::Value<'a> {
                $crate::Value::Id(*self.as_bytes())
            }
        }

        impl<'a> $crate::IntoValue<'a> for &'a $name {
            const KIND: $crate::Kind = $crate::Kind::Bytes;
            fn into_value(self) -> $crate::Value<'a> {
                $crate::Value::Id(*self.as_bytes())
            }
        }

        impl $crate::FromValue for $name {
            fn from_value(value: &$crate::Value<'_>) -> ::core::option::Option<Self> {
                <[u8; 16] as $crate::FromValue>::from_value(value).map(Self::from_bytes)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::IdParseError;
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                // Only the hyphenated form: one id has one spelling.
                match $crate::reexport::uuid::Uuid::try_parse(text) {
                    Ok(id) if text.len() == 36 => Ok(Self(id)),
                    _ => Err($crate::IdParseError),
                }
            }
        }
    };
}

define_id!(
    /// A tenant: the isolation boundary every row carries.
    TenantId
);
define_id!(
    /// A person or service that signs in.
    AccountId
);
define_id!(
    /// A domain event.
    EventId
);

#[cfg(test)]
mod tests {
    use super::AccountId;
    use crate::{Chance, ManualClock, Timestamp};

    #[test]
    fn text_round_trips_and_has_one_spelling() {
        let clock = ManualClock::at(Timestamp::from_millis(1_795_287_723_004));
        let id = AccountId::new(&clock, &Chance::seeded(1));
        assert_eq!(id.to_string().parse::<AccountId>().expect("own text"), id);
        assert!(id.to_string().replace('-', "").parse::<AccountId>().is_err());
        assert!("x".parse::<AccountId>().is_err());
    }

    #[test]
    fn later_ids_sort_later() {
        let clock = ManualClock::at(Timestamp::from_millis(1_000));
        let chance = Chance::seeded(1);
        let first = AccountId::new(&clock, &chance);
        clock.advance(std::time::Duration::from_millis(1));
        assert!(first < AccountId::new(&clock, &chance));
    }
}
