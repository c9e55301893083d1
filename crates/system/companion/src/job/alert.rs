//! How a tip becomes an alert.

use footlights_alerts::{AlertId, Kind, tier_of};
use footlights_base::{Currency, FieldError, Rejection, TextLimit, Timestamp};
use footlights_store::{JobId, NewJob, Stop, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::release_held::RELEASES;
use crate::events::{alert_changed, alert_queued};
use crate::model::{AMOUNT_MAX, AlertState, NewAlert, SessionOwner, TIP_MESSAGE, TIPPER_NAME, TipId};
use crate::store::alert;
use crate::usecase::test_overlay::TestTip;

/// What a test tip is worth when nobody says, in minor units.
const TEST_AMOUNT: i64 = 500;
/// Who gives it.
const TEST_NAME: &str = "Footlights";

/// What of a tip an alert shows.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TipAlert {
    id: Option<TipId>,
    pub(crate) amount_cents: i64,
    currency: Currency,
    amount_tokens: Option<i64>,
    tipper_name: Option<String>,
    message: Option<String>,
    #[serde(default)]
    pub(crate) held: bool,
    /// The overlay is seen by everybody: it does not say who gave it.
    #[serde(default)]
    pub(crate) anonymous: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    tipper_name: Option<&'a str>,
    message: Option<&'a str>,
    amount_cents: i64,
    currency: Currency,
    amount_tokens: Option<i64>,
    tier: u8,
}

impl TipAlert {
    /// Of a tip that is only pretended; its fields are checked as a real one's.
    pub(crate) fn pretended(tip: TestTip, currency: Currency) -> Result<Self, Rejection> {
        let mut wrong = Vec::new();
        let amount_cents = tip.amount_cents.unwrap_or(TEST_AMOUNT);
        if !(1..=AMOUNT_MAX).contains(&amount_cents) {
            wrong.push(FieldError { field: "/amountCents".into(), code: "not_valid", detail: "From 1 to 100,000,000.".into() });
        }
        let mut text = |limit: TextLimit, text: Option<String>| {
            let checked = text.map(|text| limit.check(&text)).transpose().map_err(|error| wrong.push(error));
            checked.unwrap_or_default().filter(|text| !text.is_empty())
        };
        let tipper_name = text(TIPPER_NAME, tip.tipper_name.or_else(|| Some(TEST_NAME.to_owned())));
        let message = text(TIP_MESSAGE, tip.message);
        if wrong.is_empty() {
            Ok(Self { id: None, amount_cents, currency, amount_tokens: None, tipper_name, message, held: false, anonymous: false })
        } else {
            Err(Rejection::fields(wrong))
        }
    }

    /// The alert for it, which waits for nobody.
    pub(crate) fn alert(&self, id: AlertId, owner: SessionOwner, at: Timestamp, tiers: [i64; 2]) -> NewAlert {
        let tier = tier_of(self.amount_cents, tiers);
        let (tipper_name, message) = (self.tipper_name.as_deref().filter(|_| !self.anonymous), self.message.as_deref());
        let Self { amount_cents, currency, amount_tokens, .. } = *self;
        let payload = Payload { tipper_name, message, amount_cents, currency, amount_tokens, tier };
        let payload = serde_json::to_string(&payload).expect("a payload is a plain struct");
        let chars = [tipper_name, message].into_iter().flatten().map(|text| text.chars().count()).sum::<usize>();
        NewAlert {
            id,
            tenant: owner.tenant_id,
            creator: owner.creator_id,
            kind: Kind::Tip,
            tier,
            chars: u32::try_from(chars).unwrap_or(u32::MAX),
            test: false,
            tip: self.id,
            payload,
            at,
            held_until: None,
            passed_over: false,
            replay_of: None,
        }
    }
}

/// Puts an alert in, tells of it, and sees to it that a held one goes by itself; under the creator's key. The same alert again
/// is nothing.
pub(crate) fn queue_alert(tx: &mut Tx<'_>, new: &NewAlert) -> Result<(), Stop> {
    if !alert::add(tx, new)? {
        return Ok(());
    }
    tx.publish(alert_queued(new))?;
    if let Some(run_at) = new.held_until {
        let id = JobId::from_bytes(*new.id.as_bytes());
        tx.enqueue(NewJob { id, queue: RELEASES, key: new.id.to_string(), run_at, payload: json!({"alertId": new.id}) })?;
    }
    if new.state() == AlertState::Skipped {
        tx.publish(alert_changed(new.owner(), new.id, AlertState::Skipped, 0, new.at))?;
    }
    Ok(())
}
