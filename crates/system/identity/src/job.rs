//! What identity does by itself: keeps signing keys fresh, forgets what has expired, hears of revocations elsewhere.

mod keep;
mod signing_keys;

pub use keep::Keeper;
