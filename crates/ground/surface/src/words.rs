//! Closed lists of words, each spelled one way everywhere.

/// Declares a closed list of words and how each is spelled everywhere. The spelling is taken as a plain token: the API's
/// document would not recognise a literal that a macro has wrapped.
///
/// ```
/// footlights_surface::words!(
///     /// Where a lamp stands.
///     Place {
///         /// Along the front edge.
///         Front = "front",
///         /// Anywhere else.
///         Side = "side",
///     }
/// );
/// assert_eq!("side".parse(), Ok(Place::Side));
/// assert_eq!(Place::EACH.map(Place::as_str), ["front", "side"]);
/// ```
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:tt,)+ }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize, ::utoipa::ToSchema)]
        $(#[$doc])*
        pub enum $name {
            $($(#[$word_doc])* #[serde(rename = $text)] $word,)+
        }

        impl $name {
            /// As it is spelled everywhere.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text,)+ }
            }

            /// Every word, in the order they are declared.
            pub const EACH: [Self; [$($text),+].len()] = [$(Self::$word),+];

            /// Every word, as refusals list them.
            pub const LIST: &'static str = concat!($("`", $text, "` "),+);
        }

        impl ::std::str::FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok(Self::$word),)+ _ => Err(()) }
            }
        }
    };
}
