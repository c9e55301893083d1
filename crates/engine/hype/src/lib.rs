//! The hype train: one state machine for contributions and for moods.
//!
//! Owns: kick-off, levels, falling back, decay, time-outs, cooldown, contributors and the conductor, history, the snapshot.
//! Does not know: who the people are, what a level is rewarded with, sentiments of single messages, sessions, rooms, clocks.
//!
//! [`Hype`] takes contributions and voices (`handle_*`), each with its moment, and answers with what follows from them. Between inputs it
//! says when it wants to be asked again ([`Hype::next_deadline`]), and [`Hype::poll`] does what is due. Time is an argument and never
//! runs backwards: an earlier moment counts as the last one seen. There is no chance in it.
//!
//! Three profiles are three [`Config`]s of the same machine:
//!
//! | | `classic` | `twitch` | `moods` |
//! | --- | --- | --- | --- |
//! | fed by | contributions | contributions | strong moods |
//! | kick-off | the first | 3 of ≥ 100 points, 2 people, 300 s | max(10, 10 % of those present) of one category, 5 members, 15 s |
//! | goals | listed, 5 levels | listed, then + 6,800 a level without end | the kick-off count, then × 1.5 a level; Legendary above 5 |
//! | falls back | never | never | a tenth of the score goes every 5 s |
//! | ends | 300 s without a contribution, or full | 300 s after the last level-up | 300 s without voices, 10 min in all, or a score below 1 |
//! | cooldown | none | 2 h | none |
//!
//! What holds, each tested as a property: one train at a time; every level between is told when several are reached at once; a level falls by one a
//! tick at most; a score is never negative; the same inputs give the same bytes; a snapshot goes on exactly where the original does.

mod codec;
mod config;
mod contributors;
mod conversion;
mod event;
mod feed;
mod history;
mod hype;
mod ladder;
mod points;
mod profile;
mod refund;
mod refusal;
mod rules;
mod snapshot;
mod train;
mod window;

pub use config::{Config, Conversion, Decay, Goals, Kickoff, MoodWeights, Top};
pub use contributors::{CONTRIBUTORS_MAX, Standing};
pub use event::{EndReason, Event};
pub use feed::{Act, Contribution, ContributorId, Kind, Refund, Tier, Trigger, Voices};
pub use history::{HISTORY_MAX, Summary};
pub use hype::{Hype, Running, Status};
pub use ladder::{LEVELS_MAX, Level};
pub use points::{POINTS_MAX, Points};
pub use refusal::{ConfigRefusal, Refusal, SnapshotRefusal};
pub use rules::Rules;
pub use snapshot::SNAPSHOT_VERSION;
pub use window::WINDOW_MAX;
