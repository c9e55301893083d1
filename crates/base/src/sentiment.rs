//! What an audience feels, as coarse as both metagame documents have it, and what kind of viewer somebody is.
//!
//! Owns: the two vocabularies. Does not know: how a feeling is recognised, what follows from it.

use serde::{Deserialize, Serialize};

/// A broad emotional category (seed Streaming architecture, "Sentiment Categories").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SentimentCategory {
    /// High-energy positive.
    Excited,
    /// Calm positive.
    Supportive,
    /// Complaints.
    Critical,
    /// Questions.
    Curious,
    /// Did not expect it.
    Surprised,
    /// Laughs.
    Amused,
    /// Hardly takes part.
    Bored,
    /// Aggressive; not the same as critical.
    Hostile,
}

/// What kind of viewer a tracked one is; says nothing of who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TrackedViewerType {
    /// Pays for the channel.
    Subscriber,
    /// Moderates it.
    Moderator,
    /// Brought others.
    RaidLeader,
    /// Marked by the performer.
    #[serde(rename = "VIP")]
    Vip,
    /// Takes part a lot.
    HighEngager,
    /// Was here before.
    Returner,
}
