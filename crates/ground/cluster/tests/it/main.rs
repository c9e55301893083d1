//! What both clusters promise, checked on both; and what Redis alone must survive.

mod conformance;
mod healing;
mod server;
