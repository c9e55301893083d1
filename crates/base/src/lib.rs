//! The words every layer shares: ids, money, time, chance, pages, refusals, events, moods.
//!
//! Owns: value types and the two doors through which time and chance come in ([`Clock`], [`Chance`]).
//! Does not know: databases, sockets, HTTP, any system. Nothing here does IO except [`SystemClock`]
//! and [`Chance::from_os`], which the server hands out once at start.

// So that `define_id!` finds this crate under its name from inside, too.
extern crate self as footlights_base;

mod chance;
mod clock;
mod event;
mod failure;
mod future;
mod id;
mod limits;
mod money;
mod mood;
mod network;
mod page;
mod places;
mod range;
mod rejection;
mod text;
mod time;
mod topic;
mod value;

pub use chance::Chance;
pub use clock::{Clock, ManualClock, SystemClock};
pub use event::{Envelope, Event, NewEvent};
pub use failure::{Error, Failure};
pub use future::BoxFuture;
pub use id::{AccountId, EventId, IdParseError, TenantId};
pub use limits::{TextLimit, cut_with_ellipsis};
pub use money::{Currency, CurrencyParseError, Money, MoneyOverflow};
pub use mood::{
    InGameSessionId, Intensity, IntensityOutOfRange, PlatformSessionId, PulseId, SentimentCategory, SentimentCategoryParseError,
    SentimentEntry, SentimentPulse, TrackedViewerType, TrackingId,
};
pub use network::network_of;
pub use page::{Cursor, CursorError, Page, PageRequest};
pub use places::{Place, Places};
pub use range::OutOfRange;
pub use rejection::{ErrorKind, FieldError, Rejection};
pub use time::{Timestamp, TimestampParseError};
pub use topic::{Epoch, Topic, TopicParseError};
pub use value::{FromValue, IntoValue, Kind, Value};

#[doc(hidden)]
pub mod reexport {
    pub use {serde, uuid};
}
