//! Identity through its face and its router, on a throw-away database with a manual clock.

mod refresh;
mod sign_in;
mod stage;
mod statements;
