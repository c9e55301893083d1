//! The conformance suite: what every use case may rely on, the same on both databases.

mod backups;
mod basics;
mod bed;
mod event_log;
mod jobs;
mod ownership;
mod prepared;
mod subscribers;
mod trial;
