//! Overlays and their alerts, on both databases.

mod alerts;
mod house;
mod keys;
mod moderation;
