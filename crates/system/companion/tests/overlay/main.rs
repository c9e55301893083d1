//! Overlays and their alerts, on both databases.

mod alerts;
mod animations;
mod forgetting;
mod house;
mod keys;
mod leader;
mod moderation;
