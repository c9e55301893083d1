//! Which stretch of time is looked at, in the creator's own days.

use footlights_base::{FieldError, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _, Zoned};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A stretch of time by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub enum RangeName {
    /// Since midnight.
    #[serde(rename = "today")]
    Today,
    /// Today and the six days before.
    #[serde(rename = "7d")]
    Week,
    /// Today and the 29 days before.
    #[default]
    #[serde(rename = "30d")]
    Month,
    /// Today and the 89 days before.
    #[serde(rename = "90d")]
    Quarter,
    /// Today and the 364 days before.
    #[serde(rename = "365d")]
    Year,
    /// Everything; it has no period before it.
    #[serde(rename = "all")]
    All,
    /// From `from` to `to`.
    #[serde(rename = "custom")]
    Custom,
}

/// From one moment until before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after.
    pub to: Timestamp,
}

/// A creator's days.
#[derive(Debug, Clone)]
pub struct Calendar(TimeZone);

impl Calendar {
    /// Of a time zone by its IANA name; UTC where this installation does not know it.
    #[must_use]
    pub fn of(time_zone: &str) -> Self {
        Self(TimeZone::get(time_zone).unwrap_or(TimeZone::UTC))
    }

    /// The local time at a moment.
    pub(crate) fn at(&self, at: Timestamp) -> Zoned {
        let clamped = at.as_millis().clamp(0, MS_MAX);
        jiff::Timestamp::from_millisecond(clamped).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(self.0.clone())
    }

    /// The first moment of a local day; days without a midnight begin later.
    fn begin_of(&self, date: Date) -> Timestamp {
        date.to_zoned(self.0.clone()).map_or(Timestamp::from_millis(0), |begin| Timestamp::from_millis(begin.timestamp().as_millisecond()))
    }

    /// The named range as it stands at `now`.
    ///
    /// # Errors
    /// What is wrong with `from` and `to`; they are needed for [`RangeName::Custom`] and allowed for no other.
    pub fn range(&self, name: RangeName, from: Option<Timestamp>, to: Option<Timestamp>, now: Timestamp) -> Result<Range, FieldError> {
        let refuse =
            |field: &'static str, detail: &'static str| Err(FieldError { field: field.into(), code: "not_valid", detail: detail.into() });
        if name == RangeName::Custom {
            let (Some(from), Some(to)) = (from, to) else { return refuse("/from", "With range=custom say from and to.") };
            if from >= to || from.as_millis() < 0 || to.as_millis() > MS_MAX {
                return refuse("/to", "A moment later than from.");
            }
            return Ok(Range { from, to });
        }
        if from.is_some() || to.is_some() {
            return refuse("/from", "from and to go with range=custom.");
        }
        let end = now.plus(std::time::Duration::from_millis(1));
        let Some(days) = name.days() else { return Ok(Range { from: Timestamp::from_millis(0), to: end }) };
        let first = self.at(now).date().saturating_sub((days - 1).days());
        Ok(Range { from: self.begin_of(first), to: end })
    }

    /// The period before a range: as many local days earlier, so that a change of the clocks moves nothing; none before all.
    #[must_use]
    pub fn previous(&self, name: RangeName, range: Range) -> Option<Range> {
        let earlier = |at: Timestamp, by: Span| {
            let moved = self.at(at).saturating_sub(by);
            Timestamp::from_millis(moved.timestamp().as_millisecond())
        };
        match name {
            RangeName::All => None,
            RangeName::Custom => {
                let length = range.to.since(range.from);
                Some(Range { from: range.from.minus(length), to: range.from })
            }
            _ => {
                let by = name.days()?.days();
                Some(Range { from: earlier(range.from, by), to: earlier(range.to, by) })
            }
        }
    }
}

/// The last millisecond a calendar is asked for: the end of the year 9998.
const MS_MAX: i64 = 253_370_764_799_999;

impl RangeName {
    const fn days(self) -> Option<i64> {
        match self {
            Self::Today => Some(1),
            Self::Week => Some(7),
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Year => Some(365),
            Self::All | Self::Custom => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::Timestamp;

    use super::{Calendar, Range, RangeName};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn days_begin_at_local_midnight_also_when_clocks_change() {
        let berlin = Calendar::of("Europe/Berlin");
        // Clocks went back on 2026-10-25: that day had 25 hours.
        let week = berlin.range(RangeName::Week, None, None, at("2026-10-28T12:00:00Z")).expect("named");
        assert_eq!(week.from, at("2026-10-21T22:00:00Z"));
        let before = berlin.previous(RangeName::Week, week).expect("there is one");
        assert_eq!(before.from, at("2026-10-14T22:00:00Z"));
        assert_eq!(before.to, at("2026-10-21T11:00:00.001Z"), "13:00 local a week earlier, in summer time");
        let today = Calendar::of("Asia/Kathmandu").range(RangeName::Today, None, None, at("2026-11-25T00:00:00Z")).expect("named");
        assert_eq!(today.from, at("2026-11-24T18:15:00Z"));
    }

    #[test]
    fn a_day_without_midnight_begins_when_it_begins() {
        // In Beirut clocks went from 0:00 to 1:00 on 2026-03-29.
        let today = Calendar::of("Asia/Beirut").range(RangeName::Today, None, None, at("2026-03-29T10:00:00Z")).expect("named");
        assert_eq!(today.from, at("2026-03-28T22:00:00Z"));
    }

    #[test]
    fn custom_ranges_are_checked() {
        let utc = Calendar::of("UTC");
        let (from, to) = (at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z"));
        let range = utc.range(RangeName::Custom, Some(from), Some(to), to).expect("fine");
        assert_eq!(utc.previous(RangeName::Custom, range), Some(Range { from: at("2025-12-01T00:00:00Z"), to: from }));
        assert!(utc.range(RangeName::Custom, Some(to), Some(from), to).is_err());
        assert!(utc.range(RangeName::Custom, Some(from), None, to).is_err());
        assert!(utc.range(RangeName::Week, Some(from), None, to).is_err());
        assert_eq!(utc.previous(RangeName::All, range), None);
    }
}
