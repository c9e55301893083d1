//! The crowd: a simulated audience that watches, reacts, follows and leaves, with or without real viewers.
//!
//! Owns: members in columns, sessions that check them out, matching, engagement, reactions, churn with its reasons, migration and raids,
//! followers, personalities that change, members made from sentiment pulses, and the explanation of each.
//! Does not know: databases, sockets, clocks, entropy, text, hype trains. The level of hype comes in ([`Crowd::set_hype`]), what would feed a
//! train goes out ([`Voices`]).
//!
//! # How it is used
//!
//! ```
//! use footlights_crowd::{Config, Crowd, Distribution, EventType, Happening, Opening, Pace, Phase, SessionId, StreamerId};
//!
//! let rules = Config { seed: 7, ..Config::default() }.check()?;      // ranges, names: a named refusal for each
//! let everybody = Distribution::of(&rules);
//! let mut crowd = Crowd::new(rules);                                  // one game service
//! crowd.seed(10_000, &everybody)?;                                    // its reservoir
//! let session = SessionId(1);
//! let mut opening = Opening::of(session, StreamerId(1), Phase::Rising);
//! opening.tags = vec![("combat".into(), 0.6), ("exploration".into(), 0.3)];
//! crowd.open(&opening)?;                                              // a house of 100 checks out
//! for _ in 0..12 {
//!     let told = crowd.tick(Pace::default())?;                        // five seconds: told.events, told.voices
//!     assert!(told.events.len() < 10);
//! }
//! let reaction = crowd.react(session, &Happening::of(EventType::Achievement, 0.9))?;
//! assert!(reaction.excitement_delta > 0.0);
//! let summary = crowd.end(session)?;                                  // members are free again, some follow
//! assert!(summary.peak >= 100);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`Config`] → [`Config::check`] → [`Rules`] → [`Crowd::new`]. [`Config`] is what settings and scenario files write.
//! - Commands change the crowd at once and say what they did: [`Crowd::seed`], [`Crowd::open`], [`Crowd::set_tags`], [`Crowd::react`],
//!   [`Crowd::pulse`], [`Crowd::raid`], [`Crowd::set_hype`], [`Crowd::set_voice`], [`Crowd::set_phase`], [`Crowd::pause`], [`Crowd::resume`],
//!   [`Crowd::end`]. Each also exists as an [`Input`], which is what an input log keeps ([`Crowd::apply`]).
//! - [`Crowd::tick`] lets time pass and tells a handful of events, whatever the number of members.
//! - Questions change nothing: [`Crowd::view`], [`Crowd::composition`], [`Crowd::notables`], [`Crowd::top_viewers`], [`Crowd::followers`],
//!   [`Crowd::status`], [`Crowd::collectives`], [`Crowd::explain`],
//!   [`Crowd::explain_viewer`], [`Crowd::explain_at`] (any moment of a log), [`Crowd::hash`].
//! - [`Crowd::snapshot`] and [`Crowd::restore`]: bytes with a version.
//!
//! # What always holds
//!
//! Each is tested. The state after n ticks is a function of configuration (its seed with it) and inputs: not of threads, vector width or
//! snapshots in between. A member is in one place: free, or in one session. Free and checked out add up to all. Engagement is a level and
//! stays one. Nobody follows without having watched long enough with enough engagement. Real-derived members replace nobody, and no field
//! that players see tells them apart.

mod arrivals;
mod chance;
mod composition;
mod config;
mod content;
mod crowd;
mod departures;
mod event;
mod evolve;
mod explain;
mod feeling;
mod fixed;
mod following;
mod id;
mod input;
mod kernel;
mod land;
mod near;
mod notable;
mod opening;
mod pass;
mod pulse;
mod react;
mod real;
mod refusal;
mod reservoir;
mod rounds;
mod rules;
mod score;
mod seating;
mod seats;
mod session;
mod snapshot;
mod stage;
mod streamers;
mod tick;
mod visits;
mod vocabulary;

pub use composition::{Bands, Collective, Composition, SessionView};
pub use config::{Attendance, Config, Engagement, Evolution, EvolutionStep, Following, Reacting, Real, Weights};
pub use content::{Appeal, EventType, MomentType, TagRule, built_in_tags};
pub use crowd::{Crowd, SEED_MAX, Seeded, Status};
pub use event::{Cause, Change, Event, Moment, Reason, Summary, Told, Voices};
pub use explain::{Asked, Entry, Explanation, JOURNEY_MAX, Logged, Standing};
pub use fixed::{ONE, share};
pub use following::{FollowerView, NAMED_MAX};
pub use id::{SessionId, StreamerId, ViewerId};
pub use input::{Input, Outcome};
pub use kernel::Path;
pub use notable::{VIEWERS_MAX, Viewer};
pub use opening::Opening;
pub use pulse::{Blended, PULSE_ENTRIES_MAX};
pub use react::{DESCRIPTION_BYTES_MAX, Happening, Reaction};
pub use refusal::{ConfigRefusal, Refusal, SnapshotRefusal};
pub use rules::Rules;
pub use score::Terms;
pub use seating::{Distribution, SHARE_MAX};
pub use session::Phase;
pub use snapshot::SNAPSHOT_VERSION;
pub use stage::TAGS_ON_STAGE_MAX;
pub use tick::{Pace, THREADS_MAX};
pub use vocabulary::{INTERESTS_MAX, Interest, PERSONALITIES_MAX, Personality, built_in_interests, built_in_personalities};

/// Members of one reservoir, at most.
pub const MEMBERS_MAX: u32 = 16_000_000;
/// Sessions open at once in one game service, at most.
pub const SESSIONS_MAX: usize = 16_384;
/// Streamers known to one game service, at most.
pub const STREAMERS_MAX: usize = 1_000_000;
/// Bytes of a name of the vocabulary.
pub const NAME_BYTES_MAX: usize = 64;
