//! A goal: an amount that tips add up to.
//!
//! What counts is a matter of moments, not of when it is handled: a tip counts that was given when the goal was there and was
//! not paused, and a refund takes off what its tip has counted.

use footlights_base::{AccountId, Currency, FieldError, TenantId, TextLimit, Timestamp, define_id};

use super::SessionId;
use footlights_surface::words;

define_id!(
    /// A goal.
    GoalId
);

/// What it is called.
pub(crate) const GOAL_TITLE: TextLimit = TextLimit { field: "/title", chars_min: 1, chars_max: 80 };
/// The largest target: a billion in money of two decimals.
const TARGET_MAX: i64 = 100_000_000_000;
/// How many goals a creator works towards at a time.
pub(crate) const GOALS_OPEN_MAX: i64 = 20;
/// How many completed ones are listed.
pub(crate) const GOALS_COMPLETED_MAX: u32 = 100;
/// How often one goal can be paused.
pub(crate) const PAUSES_MAX: i64 = 1_000;

words!(
    /// What it counts.
    GoalUnit {
        /// Money, in minor units.
        Money = "money",
        /// Tokens.
        Tokens = "tokens",
    }
);

words!(
    /// How it stands.
    GoalStatus {
        /// It counts.
        Active = "active",
        /// It does not count for the time being.
        Paused = "paused",
        /// It was reached, for good. It goes on counting in the session it was reached in.
        Completed = "completed",
    }
);

/// What of a tip counts for goals; a refund's is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TipShare {
    pub(crate) cents: i64,
    pub(crate) tokens: i64,
    pub(crate) currency: Currency,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// Its id.
    pub id: GoalId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Whose.
    pub creator_id: AccountId,
    /// The session it counts in; none: every session of the creator.
    pub session_id: Option<SessionId>,
    /// What it is called.
    pub title: String,
    /// What it counts.
    pub unit: GoalUnit,
    /// What it counts money in; not known before the first tip where it was made outside of a session.
    pub currency: Option<Currency>,
    /// What is to be reached, in minor units or tokens.
    pub target: i64,
    /// Everything that counts, refunds taken off. Below `lapped` when a refund went behind a lap that is over.
    pub(crate) counted: i64,
    /// How much of it laps that are over have taken.
    pub(crate) lapped: i64,
    /// Whether it begins anew when it is reached.
    pub repeating: bool,
    /// How it stands.
    pub status: GoalStatus,
    /// How often it was reached.
    pub completions: i64,
    /// Its place among the creator's goals.
    pub position: i64,
    /// Counts its changes: of two pictures of a goal the one with the larger revision is the newer.
    pub revision: i64,
    /// Since when it counts.
    pub created_at: Timestamp,
    /// When it was reached for good.
    pub completed_at: Option<Timestamp>,
    /// The session it was reached in.
    pub(crate) completed_in: Option<SessionId>,
}

impl Goal {
    /// What it stands at, within the present lap: never below 0.
    #[must_use]
    pub fn current(&self) -> i64 {
        self.counted.saturating_sub(self.lapped).max(0)
    }

    /// How much of the target that is, in percent to one decimal, rounded down so that 100 means reached. May exceed 100.
    #[must_use]
    pub fn percentage(&self) -> f64 {
        let per_mille = i128::from(self.current()) * 1_000 / i128::from(self.target.max(1));
        #[expect(clippy::cast_precision_loss, reason = "rounded to one decimal on purpose")]
        let percent = per_mille as f64 / 10.0;
        percent
    }

    /// How much of a tip counts here: 0 of another currency's, and of money where tokens are counted.
    pub(crate) fn share_of(&self, tip: &TipShare) -> i64 {
        match self.unit {
            GoalUnit::Money if self.currency.is_none_or(|own| own == tip.currency) => tip.cents,
            GoalUnit::Money => 0,
            GoalUnit::Tokens => tip.tokens,
        }
    }

    /// Counts what a tip adds or a refund takes.
    pub(crate) fn count(&mut self, share: &TipShare) {
        if self.unit == GoalUnit::Money {
            self.currency.get_or_insert(share.currency);
        }
        self.counted = self.counted.saturating_add(self.share_of(share));
        self.revision += 1;
    }

    /// Notes that it is reached, if it is; says whether it was just now. A completed goal never is again.
    pub(crate) fn reach(&mut self, at: Timestamp, session: Option<SessionId>) -> bool {
        let ahead = self.counted.saturating_sub(self.lapped);
        if self.status == GoalStatus::Completed || ahead < self.target {
            return false;
        }
        if self.repeating {
            let laps = ahead / self.target;
            self.completions = self.completions.saturating_add(laps);
            self.lapped += laps * self.target;
        } else {
            self.completions = self.completions.saturating_add(1);
            (self.status, self.completed_at, self.completed_in) = (GoalStatus::Completed, Some(at), session);
        }
        true
    }
}

/// A target that was asked for: either in money or in tokens.
pub(crate) fn check_target(cents: Option<i64>, tokens: Option<i64>, unit: GoalUnit) -> Result<i64, FieldError> {
    let (own, own_field, other, other_field) = match unit {
        GoalUnit::Money => (cents, "/targetCents", tokens, "/targetTokens"),
        GoalUnit::Tokens => (tokens, "/targetTokens", cents, "/targetCents"),
    };
    let refuse = |field: &'static str, code, detail: &'static str| Err(FieldError { field: field.into(), code, detail: detail.into() });
    match (own, other) {
        (_, Some(_)) => refuse(other_field, "not_valid", "The target is in the goal's own unit."),
        (None, None) => refuse(own_field, "missing", "Say what is to be reached."),
        (Some(target), None) if (1..=TARGET_MAX).contains(&target) => Ok(target),
        (Some(_), None) => refuse(own_field, "not_valid", "From 1 to 100,000,000,000."),
    }
}

/// The unit that was asked for.
pub(crate) fn check_unit(text: &str) -> Result<GoalUnit, FieldError> {
    let detail = format!("Expected one of {}.", GoalUnit::LIST.trim_end());
    text.parse().map_err(|()| FieldError { field: "/unit".into(), code: "not_one_of", detail: detail.into() })
}

#[cfg(test)]
mod tests {
    use footlights_base::{AccountId, Currency, TenantId, Timestamp};

    use super::{Goal, GoalId, GoalStatus, GoalUnit, TipShare, check_target};

    fn goal(target: i64, repeating: bool) -> Goal {
        Goal {
            id: GoalId::from_bytes([1; 16]),
            tenant_id: TenantId::from_bytes([1; 16]),
            creator_id: AccountId::from_bytes([1; 16]),
            session_id: None,
            title: "Hat".into(),
            unit: GoalUnit::Money,
            currency: None,
            target,
            counted: 0,
            lapped: 0,
            repeating,
            status: GoalStatus::Active,
            completions: 0,
            position: 0,
            revision: 1,
            created_at: Timestamp::from_millis(0),
            completed_at: None,
            completed_in: None,
        }
    }

    fn count(goal: &mut Goal, cents: i64) -> bool {
        goal.count(&TipShare { cents, tokens: 0, currency: Currency::USD });
        goal.reach(Timestamp::from_millis(5), None)
    }

    #[test]
    fn a_goal_is_reached_once_and_counts_on() {
        let mut goal = goal(300, false);
        assert!(!count(&mut goal, 299));
        assert_eq!(goal.percentage().to_string(), "99.6", "100 means reached");
        assert!(count(&mut goal, 301));
        assert_eq!((goal.percentage().to_string().as_str(), goal.status, goal.completions), ("200", GoalStatus::Completed, 1));
        assert!(!count(&mut goal, -500) && !count(&mut goal, 500));
        assert_eq!((goal.current(), goal.completions), (600, 1));
    }

    #[test]
    fn a_repeating_goal_takes_laps_and_a_refund_behind_one_is_filled_first() {
        let mut goal = goal(100, true);
        assert!(count(&mut goal, 350));
        assert_eq!((goal.current(), goal.completions), (50, 3));
        assert!(!count(&mut goal, -80));
        assert_eq!((goal.current(), goal.percentage().to_string().as_str()), (0, "0"));
        assert!(!count(&mut goal, 129), "30 of it fill what was taken from a lap that is over");
        assert_eq!((goal.current(), goal.completions), (99, 3));
        assert!(count(&mut goal, 1));
        assert_eq!((goal.current(), goal.completions, goal.status), (0, 4, GoalStatus::Active));
    }

    #[test]
    fn money_is_counted_in_one_currency() {
        let mut goal = goal(100, false);
        assert!(!count(&mut goal, 10));
        let euros = TipShare { cents: 1_000, tokens: 5, currency: "EUR".parse().expect("a currency") };
        assert_eq!(goal.share_of(&euros), 0);
        goal.unit = GoalUnit::Tokens;
        assert_eq!(goal.share_of(&euros), 5);
    }

    #[test]
    fn a_target_is_in_the_goals_unit() {
        assert_eq!(check_target(Some(1), None, GoalUnit::Money), Ok(1));
        assert_eq!(check_target(None, Some(1), GoalUnit::Tokens), Ok(1));
        for (cents, tokens, field) in [(Some(1), Some(1), "/targetTokens"), (None, None, "/targetCents"), (Some(0), None, "/targetCents")] {
            assert_eq!(check_target(cents, tokens, GoalUnit::Money).expect_err("refused").field, field);
        }
        assert_eq!(check_target(Some(1), None, GoalUnit::Tokens).expect_err("refused").field, "/targetCents");
        assert!(check_target(Some(100_000_000_001), None, GoalUnit::Money).is_err());
    }
}
