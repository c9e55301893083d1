//! The black-box tests, one file per promise.

mod alerts_survive;
mod bad_input;
mod chatbot_and_voice;
mod classify;
mod commands;
mod disk;
mod feeds_on_nodes;
mod four_surfaces;
mod goals_menu_refunds;
mod graphql;
mod grpc;
mod kill;
mod moderation;
mod nodes;
mod reconnect;
mod redis;
mod rooms;
mod rooms_on_nodes;
mod rooms_recover;
mod simulate;
mod slow;
mod strangers;
mod tip_reaches_overlay;
mod tips_at_once;
mod viewers;
mod webhooks;
