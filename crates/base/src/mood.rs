//! The mood of an audience in words every layer shares: categories, intensities, pulses.
//!
//! Owns: the names of the Streaming architecture's schemas, to the letter. Does not know: how a text becomes a mood (the sentiment
//! engine), who felt it, what a crowd makes of it.

mod category;
mod intensity;
mod pulse;

pub use category::{SentimentCategory, SentimentCategoryParseError};
pub use intensity::{Intensity, IntensityOutOfRange};
pub use pulse::{InGameSessionId, PlatformSessionId, PulseId, SentimentEntry, SentimentPulse, TrackedViewerType, TrackingId};
