//! Figures as JSON.

use footlights_base::{Currency, Cursor, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::SessionBody;
use crate::model::analytics::{ByDay, ByHour, ByPlatform, Figures, Summary, TipperStanding};
use crate::model::{GoalId, GoalReached, GoalUnit, Session, SessionId};
use crate::usecase::trace_session::Minute;

/// What a stretch of time came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AnalyticsSummary)]
pub(in crate::surface::rest) struct SummaryBody {
    /// The first moment.
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    /// The first moment after.
    #[schema(value_type = String, format = DateTime)]
    to: Timestamp,
    /// Where days begin: a setting of the creator's.
    time_zone: String,
    /// What is counted here (ISO 4217).
    #[schema(value_type = String)]
    currency: Currency,
    /// What it came to.
    totals: Figures,
    /// What the period before came to; null for `all`.
    #[schema(required)]
    previous: Option<Figures>,
    /// Local days in order.
    by_day: Vec<ByDay>,
    /// Weeks in order, by their Mondays.
    by_week: Vec<ByDay>,
    /// Months in order, by their first days.
    by_month: Vec<ByDay>,
    /// The hours of the day, 0 to 23.
    by_hour: Vec<ByHour>,
    /// Platforms, the one with most first.
    by_platform: Vec<ByPlatform>,
    /// Tips in other currencies, which are counted nowhere above.
    other_currencies: Vec<OtherCurrency>,
}

/// Tips in another currency.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OtherCurrency {
    /// ISO 4217.
    #[schema(value_type = String)]
    currency: Currency,
    /// What is left of them, in minor units of it.
    net_cents: i64,
}

impl From<Summary> for SummaryBody {
    fn from(summary: Summary) -> Self {
        let other = |(currency, net_cents)| OtherCurrency { currency, net_cents };
        Self {
            from: summary.range.from,
            to: summary.range.to,
            time_zone: summary.time_zone,
            currency: summary.currency,
            totals: summary.totals,
            previous: summary.previous,
            by_day: summary.by_day,
            by_week: summary.by_week,
            by_month: summary.by_month,
            by_hour: summary.by_hour,
            by_platform: summary.by_platform,
            other_currencies: summary.other_currencies.into_iter().map(other).collect(),
        }
    }
}

/// Who gave most.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TipperBoard)]
pub(in crate::surface::rest) struct BoardBody {
    /// What is counted here (ISO 4217).
    #[schema(value_type = String)]
    currency: Currency,
    /// The first first.
    items: Vec<Place>,
}

/// A place on the board.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TipperPlace)]
struct Place {
    /// 1 for who gave most.
    rank: usize,
    /// As it was spelled last.
    tipper_name: String,
    /// What is left of their tips, in minor units.
    net_cents: i64,
    /// Tips of which something is left.
    tip_count: i64,
    /// When the first of them came.
    #[schema(value_type = String, format = DateTime)]
    first_at: Timestamp,
    /// When the last of them came.
    #[schema(value_type = String, format = DateTime)]
    last_at: Timestamp,
}

impl BoardBody {
    pub(super) fn new(currency: Currency, places: Vec<TipperStanding>) -> Self {
        let place = |standing: TipperStanding| {
            let TipperStanding { rank, tipper_name, net_cents, tip_count, first_at, last_at } = standing;
            Place { rank, tipper_name, net_cents, tip_count, first_at, last_at }
        };
        Self { currency, items: places.into_iter().map(place).collect() }
    }
}

/// A page of sessions with their figures.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::surface::rest) struct SessionRowPage {
    /// Newest first.
    pub(super) items: Vec<SessionRow>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>, required)]
    pub(super) next_cursor: Option<Cursor>,
}

/// A session with its figures.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::surface::rest) struct SessionRow {
    /// The session.
    session: SessionBody,
    /// How long it lasted, or lasts by now, in whole seconds.
    duration_seconds: u64,
    /// Its tips divided by its hours, in minor units; null in its first minute.
    #[schema(required)]
    cents_per_hour: Option<i64>,
}

pub(super) fn row(session: Session, now: Timestamp) -> SessionRow {
    let duration_seconds = session.ended_at.unwrap_or(now).since(session.started_at).as_secs();
    let cents_per_hour = (duration_seconds >= 60).then(|| {
        let per_hour = i128::from(session.totals.total_tips_cents) * 3_600 / i128::from(duration_seconds);
        i64::try_from(per_hour).unwrap_or(i64::MAX)
    });
    SessionRow { session: SessionBody::at(session, now), duration_seconds, cents_per_hour }
}

/// A page of goals as they were reached.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::surface::rest) struct GoalReachedPage {
    /// Newest first.
    pub(super) items: Vec<GoalReachedRow>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>, required)]
    pub(super) next_cursor: Option<Cursor>,
}

/// A goal as it was when it was reached.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GoalReached)]
pub(in crate::surface::rest) struct GoalReachedRow {
    /// Which goal; it may be gone.
    #[schema(value_type = String, format = "uuid")]
    goal_id: GoalId,
    /// The session in which it was reached.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    session_id: Option<SessionId>,
    /// What it was called.
    title: String,
    /// How much it took, in minor units; null for tokens.
    #[schema(required)]
    target_cents: Option<i64>,
    /// How much it took, in tokens; null for money.
    #[schema(required)]
    target_tokens: Option<i64>,
    /// What it counted money in.
    #[schema(value_type = Option<String>, required)]
    currency: Option<Currency>,
    /// How often it had been reached by then.
    completions: i64,
    /// How often in this one go.
    laps: i64,
    /// When it was reached.
    #[schema(value_type = String, format = DateTime)]
    reached_at: Timestamp,
    /// How long it took since it was made, in whole seconds.
    seconds: i64,
}

impl From<GoalReached> for GoalReachedRow {
    fn from(reached: GoalReached) -> Self {
        let of = |unit: GoalUnit| (reached.unit == unit).then_some(reached.target);
        Self {
            goal_id: reached.goal_id,
            session_id: reached.session_id,
            target_cents: of(GoalUnit::Money),
            target_tokens: of(GoalUnit::Tokens),
            currency: reached.currency,
            completions: reached.completions,
            laps: reached.laps,
            reached_at: reached.reached_at,
            seconds: i64::try_from(reached.reached_at.since(reached.made_at).as_secs()).unwrap_or(i64::MAX),
            title: reached.title,
        }
    }
}

/// A session minute by minute.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SessionTimeline)]
pub(in crate::surface::rest) struct TimelineBody {
    /// When the session began.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    ended_at: Option<Timestamp>,
    /// What is counted here (ISO 4217).
    #[schema(value_type = String)]
    currency: Currency,
    /// Minutes in order; those in which nothing was counted are left out.
    minutes: Vec<MinuteBody>,
}

/// One minute.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TimelineMinute)]
struct MinuteBody {
    /// Its begin.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What is left of its tips, in minor units.
    net_cents: i64,
    /// Tips of which something is left.
    tip_count: i64,
    /// The most that watched; null: as many as in the minute before.
    #[schema(required)]
    viewers: Option<u32>,
}

impl TimelineBody {
    pub(super) fn new(session: &Session, minutes: &[Minute]) -> Self {
        let minute = |minute: &Minute| {
            let Minute { at, net_cents, tip_count, viewers } = *minute;
            MinuteBody { at, net_cents, tip_count, viewers }
        };
        Self {
            started_at: session.started_at,
            ended_at: session.ended_at,
            currency: session.currency,
            minutes: minutes.iter().map(minute).collect(),
        }
    }
}
