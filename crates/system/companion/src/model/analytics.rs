//! Figures of a creator's tips and sessions over a stretch of time. Pure: rows in, figures out.
//!
//! What each figure counts is written in `docs/guides/analytics.md`; that page and this folder change together.

mod counted;
mod figures;
mod minutes;
mod range;
mod sheet;
mod spans;
mod sums;
mod tippers;

pub(crate) use counted::CountedTip;
pub use counted::ExportedTip;
pub(crate) use figures::Cut;
pub use figures::{ByDay, ByHour, ByPlatform, Figures, SessionFigures, Summary};
pub(crate) use minutes::{MINUTE_MS, MinuteSums, Minutes};
pub use range::{Calendar, Range, RangeName};
pub(crate) use sheet::{Sheet, pack_sums, pack_tippers, unpack_sums, unpack_tippers};
pub(crate) use spans::{Reach, Segment, SpanKind, segments};
pub(crate) use sums::{QUARTER_MS, Quarter, QuarterSums, quarter_of};
pub use tippers::TipperStanding;
pub(crate) use tippers::{TipperKey, TipperSums, Tippers};

/// The longest time that is looked at in minutes, for the timeline of one session.
pub(crate) const TIMELINE_MINUTES_MAX: i64 = 7 * 24 * 60;
