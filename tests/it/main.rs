//! The black-box tests, one file per promise.

mod bad_input;
mod chatbot_and_voice;
mod commands;
mod disk;
mod kill;
mod nodes;
mod reconnect;
mod redis;
mod slow;
mod strangers;
mod tip_reaches_overlay;
mod tips_at_once;
