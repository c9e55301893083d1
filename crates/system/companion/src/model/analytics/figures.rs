//! The figures of a range, put together from quarters and sessions.

use std::collections::BTreeMap;

use footlights_base::{Currency, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::sums::{Quarter, QuarterSums};
use super::{Calendar, Range};
use crate::model::Platform;

/// What a range comes to. Money is in minor units of one currency.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Tips as given.
    pub gross_cents: i64,
    /// Given back, whenever that was; it counts where its tip does.
    pub refunded_cents: i64,
    /// What is left.
    pub net_cents: i64,
    /// Tips of which something is left.
    pub tip_count: i64,
    /// Net divided by the number of tips, rounded; 0 without tips.
    pub average_tip_cents: i64,
    /// The most that is left of one tip.
    pub largest_tip_cents: i64,
    /// Different names, whatever the case of their letters, of whom something is left.
    pub distinct_tippers: i64,
    /// Sessions that were live at some moment of the range.
    pub sessions: i64,
    /// How long sessions were live within the range, in whole seconds.
    pub live_seconds: i64,
    /// The most that watched a session of the range.
    pub peak_viewers: u32,
    /// The sessions' averages, weighed by how long each was live; to one decimal.
    pub average_viewers: f64,
    /// Distinct tippers divided by peak viewers, 0 to 1; null where nobody was counted.
    #[schema(required)]
    pub conversion: Option<f64>,
}

/// One local day, week or month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ByDay {
    /// Its first day, such as `2026-11-25`.
    pub date: String,
    /// What is left of its tips.
    pub net_cents: i64,
    /// Tips of which something is left.
    pub tip_count: i64,
}

/// One hour of the day, over all days of the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ByHour {
    /// 0 to 23, local.
    pub hour: i8,
    /// What is left of its tips.
    pub net_cents: i64,
    /// Tips of which something is left.
    pub tip_count: i64,
}

/// One platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ByPlatform {
    /// Which.
    pub platform: Platform,
    /// What is left of its tips.
    pub net_cents: i64,
    /// Tips of which something is left.
    pub tip_count: i64,
}

/// Figures of a range and of the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// What was looked at.
    pub range: Range,
    /// Where its days begin.
    pub time_zone: String,
    /// What is counted here.
    pub currency: Currency,
    /// What it comes to.
    pub totals: Figures,
    /// What the period before came to; none before all time.
    pub previous: Option<Figures>,
    /// Day by day, those without tips too where the range has an end and a beginning.
    pub by_day: Vec<ByDay>,
    /// Week by week, from Mondays.
    pub by_week: Vec<ByDay>,
    /// Month by month.
    pub by_month: Vec<ByDay>,
    /// The 24 hours of the day.
    pub by_hour: Vec<ByHour>,
    /// Platforms with tips.
    pub by_platform: Vec<ByPlatform>,
    /// Other currencies with tips in the range, and what is left there.
    pub other_currencies: Vec<(Currency, i64)>,
}

/// A session as figures need it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SessionFigures {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended, or now.
    pub until: Timestamp,
    /// The most that watched.
    pub peak_viewers: u32,
    /// On average over time.
    pub average_viewers: f64,
}

impl Figures {
    pub(crate) fn of<'a>(
        quarters: impl IntoIterator<Item = &'a Quarter>,
        distinct_tippers: i64,
        sessions: &[SessionFigures],
        range: Range,
    ) -> Self {
        let mut sums = QuarterSums::default();
        quarters.into_iter().for_each(|quarter| sums.add(quarter.sums));
        let net_cents = sums.net_cents();
        let live_ms = |session: &SessionFigures| {
            let (from, until) = (session.started_at.max(range.from), session.until.min(range.to));
            i64::try_from(until.since(from).as_millis()).unwrap_or(i64::MAX)
        };
        let all_ms: i64 = sessions.iter().map(live_ms).sum();
        let peak_viewers = sessions.iter().map(|session| session.peak_viewers).max().unwrap_or(0);
        #[expect(clippy::cast_precision_loss, reason = "shares and averages need no more than 53 bits")]
        let average_viewers = match all_ms {
            0 => 0.0,
            _ => sessions.iter().map(|session| session.average_viewers * live_ms(session) as f64).sum::<f64>() / all_ms as f64,
        };
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 53 bits")]
        let conversion = (peak_viewers > 0).then(|| (distinct_tippers as f64 / f64::from(peak_viewers) * 10_000.0).round() / 10_000.0);
        Self {
            gross_cents: sums.gross_cents,
            refunded_cents: sums.refunded_cents,
            net_cents,
            tip_count: sums.tip_count,
            average_tip_cents: if sums.tip_count == 0 { 0 } else { (net_cents + sums.tip_count / 2) / sums.tip_count },
            largest_tip_cents: sums.largest_cents,
            distinct_tippers,
            sessions: i64::try_from(sessions.len()).unwrap_or(i64::MAX),
            live_seconds: all_ms / 1_000,
            peak_viewers,
            average_viewers: (average_viewers * 10.0).round() / 10.0,
            conversion,
        }
    }
}

/// Quarters of one currency cut into local days, weeks, months and hours.
pub(crate) struct Cut {
    pub(crate) by_day: Vec<ByDay>,
    pub(crate) by_week: Vec<ByDay>,
    pub(crate) by_month: Vec<ByDay>,
    pub(crate) by_hour: Vec<ByHour>,
    pub(crate) by_platform: Vec<ByPlatform>,
}

/// Days without tips that are filled in; a longer range shows only days with tips.
const DAYS_FILLED_MAX: usize = 400;

impl Cut {
    pub(crate) fn of(quarters: &[Quarter], calendar: &Calendar, range: Range, is_bounded: bool) -> Self {
        let (mut days, mut hours) = (BTreeMap::new(), [(0, 0); 24]);
        let mut platforms: Vec<ByPlatform> = Vec::new();
        if is_bounded {
            let (first, last) = (calendar.at(range.from).date(), calendar.at(last_moment(range)).date());
            days.extend(
                first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).take(DAYS_FILLED_MAX).map(|day| (day, (0, 0))),
            );
        }
        for quarter in quarters {
            let local = calendar.at(quarter.begins());
            let (net, count) = (quarter.sums.net_cents(), quarter.sums.tip_count);
            add(days.entry(local.date()).or_default(), net, count);
            add(&mut hours[usize::from(local.hour().unsigned_abs())], net, count);
            match platforms.iter_mut().find(|known| known.platform == quarter.platform) {
                Some(known) => (known.net_cents, known.tip_count) = (known.net_cents + net, known.tip_count + count),
                None => platforms.push(ByPlatform { platform: quarter.platform, net_cents: net, tip_count: count }),
            }
        }
        platforms.sort_by_key(|platform| (std::cmp::Reverse(platform.net_cents), platform.platform.as_str()));
        let (mut weeks, mut months) = (BTreeMap::new(), BTreeMap::new());
        for (day, (net, count)) in &days {
            let monday = day.saturating_sub(jiff::Span::new().days(i64::from(day.weekday().to_monday_zero_offset())));
            add(weeks.entry(monday).or_default(), *net, *count);
            add(months.entry(day.first_of_month()).or_default(), *net, *count);
        }
        let hours = (0..24).zip(hours).map(|(hour, (net_cents, tip_count))| ByHour { hour, net_cents, tip_count });
        Self { by_day: rows(days), by_week: rows(weeks), by_month: rows(months), by_hour: hours.collect(), by_platform: platforms }
    }
}

fn last_moment(range: Range) -> Timestamp {
    Timestamp::from_millis(range.to.as_millis() - 1)
}

fn add(sums: &mut (i64, i64), net_cents: i64, tip_count: i64) {
    sums.0 += net_cents;
    sums.1 += tip_count;
}

fn rows(sums: BTreeMap<jiff::civil::Date, (i64, i64)>) -> Vec<ByDay> {
    sums.into_iter().map(|(date, (net_cents, tip_count))| ByDay { date: date.to_string(), net_cents, tip_count }).collect()
}

#[cfg(test)]
mod tests {
    use footlights_base::{Currency, Timestamp};

    use super::{Cut, Figures, SessionFigures};
    use crate::model::Platform;
    use crate::model::analytics::{Calendar, Quarter, QuarterSums, Range, quarter_of};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn quarter(begins: &str, net_cents: i64) -> Quarter {
        let sums = QuarterSums { gross_cents: net_cents + 5, refunded_cents: 5, tip_count: 1, largest_cents: net_cents };
        Quarter { quarter: quarter_of(at(begins)), platform: Platform::Other, currency: Currency::USD, sums }
    }

    #[test]
    fn quarters_fall_into_local_days_and_hours() {
        let calendar = Calendar::of("Asia/Kathmandu");
        let range = Range { from: at("2026-02-27T18:15:00Z"), to: at("2026-03-02T18:15:00Z") };
        let quarters = [quarter("2026-02-28T18:00:00Z", 100), quarter("2026-02-28T18:15:00Z", 20), quarter("2026-03-02T00:00:00Z", 3)];
        let cut = Cut::of(&quarters, &calendar, range, true);
        let days: Vec<_> = cut.by_day.iter().map(|day| (day.date.as_str(), day.net_cents)).collect();
        assert_eq!(days, [("2026-02-28", 100), ("2026-03-01", 20), ("2026-03-02", 3)]);
        let weeks: Vec<_> = cut.by_week.iter().map(|week| (week.date.as_str(), week.net_cents)).collect();
        assert_eq!(weeks, [("2026-02-23", 120), ("2026-03-02", 3)]);
        assert_eq!(cut.by_month.iter().map(|month| month.net_cents).collect::<Vec<_>>(), [100, 23]);
        assert_eq!((cut.by_hour[23].net_cents, cut.by_hour[0].net_cents, cut.by_hour[5].net_cents), (100, 20, 3));
    }

    #[test]
    fn the_hour_that_comes_twice_counts_twice() {
        let calendar = Calendar::of("Europe/Berlin");
        let range = Range { from: at("2026-10-24T22:00:00Z"), to: at("2026-10-25T23:00:00Z") };
        let quarters = [quarter("2026-10-25T00:30:00Z", 1), quarter("2026-10-25T01:30:00Z", 2)];
        let cut = Cut::of(&quarters, &calendar, range, true);
        assert_eq!((cut.by_day.len(), cut.by_hour[2].net_cents), (1, 3));
    }

    #[test]
    fn figures_weigh_sessions_by_their_time_in_the_range() {
        let range = Range { from: at("2026-01-01T00:00:00Z"), to: at("2026-01-02T00:00:00Z") };
        let session = |started_at: &str, until: &str, peak_viewers, average_viewers| SessionFigures {
            started_at: at(started_at),
            until: at(until),
            peak_viewers,
            average_viewers,
        };
        let sessions = [
            session("2025-12-31T23:00:00Z", "2026-01-01T03:00:00Z", 40, 10.0),
            session("2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z", 20, 20.0),
        ];
        let figures = Figures::of(&[quarter("2026-01-01T00:00:00Z", 100)], 10, &sessions, range);
        assert_eq!((figures.live_seconds, figures.average_viewers, figures.peak_viewers), (4 * 3_600, 12.5, 40));
        assert_eq!((figures.conversion, figures.gross_cents, figures.net_cents, figures.average_tip_cents), (Some(0.25), 105, 100, 100));
        assert_eq!(Figures::of(&[], 0, &[], range).conversion, None);
    }
}
