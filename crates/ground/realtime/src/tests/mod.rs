//! The hub from the outside: real sockets on loopback, a log in memory.

mod client;
mod connections;
mod feeds;
mod following;
mod hostile;
mod limits;
mod nodes;
mod polling;
mod short;
mod stage;
