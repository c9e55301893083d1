//! Goals follow tips and refunds: each counted once, however often anything is restarted, and reached once, whoever races.
//!
//! Under the creator's key nobody else changes her goals meanwhile; under the session's key its followers are told.

use footlights_base::{AccountId, Currency, Event, Timestamp, Topic};
use footlights_store::{Keys, Stop, Subscriber, Tx};
use serde::Deserialize;

use crate::events::{GoalCause, TIP_RECEIVED, TIP_REFUNDED, creator_topic, goal_completed, goal_progressed, session_topic};
use crate::model::{GoalReached, GoalStatus, SessionId, SessionOwner, TipId, TipShare};
use crate::store::{goal, goal_reached};

/// The durable subscriber that counts tips for goals.
#[derive(Debug)]
pub struct GoalsFromTips;

/// What both events say of a tip.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Heard {
    creator_id: AccountId,
    session_id: SessionId,
    /// Of a refund: how much was given back by it.
    amount_cents: i64,
    tip: Tipped,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tipped {
    id: TipId,
    amount_cents: i64,
    amount_tokens: Option<i64>,
    currency: Currency,
    refunded_cents: i64,
    created_at: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whose {
    creator_id: AccountId,
}

impl Subscriber for GoalsFromTips {
    fn name(&self) -> &'static str {
        "companion.goals_from_tips"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[TIP_RECEIVED, TIP_REFUNDED]
    }

    fn keys(&self, event: &Event) -> Keys {
        let mut keys: Vec<Topic> = vec![event.topic.clone()];
        keys.extend(serde_json::from_str::<Whose>(event.payload.get()).map(|whose| creator_topic(whose.creator_id)));
        keys.into()
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let heard: Heard = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        let share = if &*event.kind == TIP_REFUNDED { heard.tip.taken_off(heard.amount_cents) } else { heard.tip.given() };
        let who = SessionOwner { tenant_id: event.tenant, creator_id: heard.creator_id };
        debug_assert_eq!(event.topic, session_topic(heard.session_id));
        let cause = GoalCause { from: event.id, at: event.occurred_at, session: Some(heard.session_id), tip: Some(heard.tip.id) };
        for mut goal in goal::list_counting(tx, who, heard.session_id, heard.tip.created_at)? {
            if goal.share_of(&share) == 0 {
                continue;
            }
            goal.count(&share);
            let before = goal.completions;
            let reached = goal.reach(event.occurred_at, cause.session);
            if reached && goal.status == GoalStatus::Completed {
                // It may have been paused after that tip was given and before this; what is completed counts on.
                goal::end_pauses(tx, goal.id, event.occurred_at)?;
            }
            goal::update(tx, &goal)?;
            tx.publish(goal_progressed(&goal, heard.session_id, &cause))?;
            if reached {
                goal_reached::add(tx, &GoalReached::of(&goal, before, cause.session, event.occurred_at))?;
                tx.publish(goal_completed(&goal, &cause))?;
            }
        }
        Ok(())
    }
}

impl Tipped {
    fn given(&self) -> TipShare {
        TipShare { cents: self.amount_cents, tokens: self.amount_tokens.unwrap_or(0), currency: self.currency }
    }

    /// What a refund of `cents` takes off. Tokens go with the money, in whole ones: all of them when all of it has gone.
    fn taken_off(&self, cents: i64) -> TipShare {
        let tokens = self.amount_tokens.unwrap_or(0);
        let gone_with = |refunded: i64| {
            let gone = i128::from(tokens) * i128::from(refunded) / i128::from(self.amount_cents.max(1));
            i64::try_from(gone).unwrap_or(tokens)
        };
        let before = self.refunded_cents.saturating_sub(cents);
        TipShare { cents: -cents, tokens: gone_with(before) - gone_with(self.refunded_cents), currency: self.currency }
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::{Currency, Timestamp};

    use super::Tipped;
    use crate::model::TipId;

    #[test]
    fn refunds_in_parts_take_off_all_tokens_in_the_end() {
        let mut tip = Tipped {
            id: TipId::from_bytes([1; 16]),
            amount_cents: 50,
            amount_tokens: Some(7),
            currency: Currency::USD,
            refunded_cents: 0,
            created_at: Timestamp::from_millis(0),
        };
        let mut taken = 0;
        for part in [1, 30, 12, 7] {
            tip.refunded_cents += part;
            taken += tip.taken_off(part).tokens;
        }
        assert_eq!((tip.refunded_cents, taken), (50, -7));
    }
}
