//! Overlays and their alerts, on both databases.

mod alerts;
mod forgetting;
mod house;
mod keys;
mod moderation;
