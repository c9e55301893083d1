//! The rules of one topic in virtual time.

mod order;
mod paced;
mod scene;
