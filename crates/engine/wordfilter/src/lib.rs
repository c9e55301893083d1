//! Words a creator does not want said: found however they are dressed up, masked or reported.
//!
//! Owns: the default list, what counts as the same word (compatibility forms, case, accents, digits for letters, stretched
//! and spaced-out letters), masking. Does not know: who wrote the text, what is done with it. Pure; linear in the text.
//!
//! It compares whole words, so that nobody is silenced for living in Scunthorpe. It is a sieve and no judge: who wants in by
//! all means gets in, and a moderator's hold is the answer to that.

mod default_list;
mod filter;
mod form;

pub use filter::{Filtered, WordFilter};
