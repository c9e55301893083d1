//! A dressed router with a stand-in authenticator: what callers, browsers and hostile clients get to see.

mod browser;
mod handlers;
mod stage;
