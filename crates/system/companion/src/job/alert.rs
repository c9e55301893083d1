//! How a tip becomes an alert.

use footlights_alerts::{AlertId, Kind, tier_of};
use footlights_base::{AccountId, Currency, EventId, FieldError, NewEvent, Rejection, TenantId, TextLimit, Timestamp};
use footlights_store::{Stop, Tx};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::events::{ALERT_QUEUED, creator_topic};
use crate::model::{AMOUNT_MAX, TIP_MESSAGE, TIPPER_NAME, TipId};
use crate::store::alert::{self, NewAlert};
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
    amount_cents: i64,
    currency: Currency,
    amount_tokens: Option<i64>,
    tipper_name: Option<String>,
    message: Option<String>,
}

/// The payload of [`ALERT_QUEUED`].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Queued {
    version: u32,
    creator_id: AccountId,
    alert_id: AlertId,
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
            Ok(Self { id: None, amount_cents, currency, amount_tokens: None, tipper_name, message })
        } else {
            Err(Rejection::fields(wrong))
        }
    }

    pub(crate) fn alert(&self, id: AlertId, kind: Kind, tenant: TenantId, creator: AccountId, at: Timestamp, tiers: &[i64; 2]) -> NewAlert {
        let tier = tier_of(self.amount_cents, *tiers);
        let (tipper_name, message) = (self.tipper_name.as_deref(), self.message.as_deref());
        let Self { amount_cents, currency, amount_tokens, .. } = *self;
        let payload = Payload { tipper_name, message, amount_cents, currency, amount_tokens, tier };
        let payload = serde_json::to_string(&payload).expect("a payload is a plain struct");
        let chars = [tipper_name, message].into_iter().flatten().map(|text| text.chars().count()).sum::<usize>();
        let chars = u32::try_from(chars).unwrap_or(u32::MAX);
        NewAlert { id, tenant, creator, kind, tier, chars, test: false, tip: self.id, payload, at }
    }
}

impl NewAlert {
    pub(crate) fn test(mut self) -> Self {
        self.test = true;
        self
    }
}

/// Puts an alert in and tells the conductor, under the creator's key.
pub(crate) fn queue_alert(tx: &mut Tx<'_>, new: &NewAlert) -> Result<(), Stop> {
    alert::add(tx, new)?;
    let payload = Queued { version: 1, creator_id: new.creator, alert_id: new.id };
    let topic = creator_topic(new.creator);
    tx.publish(NewEvent::new(event_id(new.id), ALERT_QUEUED, new.tenant, topic, new.at, &payload))?;
    Ok(())
}

/// The id of the event that tells of an alert: the same however often the transaction runs.
fn event_id(id: AlertId) -> EventId {
    let hash = Sha256::new().chain_update(b"alert queued").chain_update(id.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    EventId::from_bytes(bytes)
}
