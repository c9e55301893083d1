//! What came while no overlay was open, summed up in one alert.

use std::collections::BTreeMap;

use footlights_alerts::{AlertId, Kind, Move};
use footlights_base::Timestamp;
use footlights_store::{Stop, Tx};
use serde::{Deserialize, Serialize};

use super::queue_alert;
use crate::Companion;
use crate::model::{AlertRow, NewAlert, SessionOwner};

/// Code points there are to read of a summary.
const CHARS: u32 = 40;

/// The alert that stands for many.
pub(super) struct Summing(NewAlert);

/// What a summary shows: how many there were, and what their tips come to, in the currency they mostly came in.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    /// What stands where a tipper's name stands.
    name: String,
    /// How many alerts.
    count: u64,
    /// The largest sum of one currency, in minor units.
    amount_cents: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    /// The sum of each currency.
    sums: BTreeMap<String, i64>,
    tier: u8,
}

/// What of an alert's payload goes into a sum: a tip's own, or that of a summary nobody has seen yet.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Part {
    count: Option<u64>,
    amount_cents: i64,
    currency: Option<String>,
    sums: Option<BTreeMap<String, i64>>,
}

impl Summing {
    /// The alert for those of the rows that a plan sums up; none when it sums up nothing.
    pub(super) fn of(moves: &[Move], rows: &[AlertRow], owner: SessionOwner, now: Timestamp, companion: &Companion) -> Option<Self> {
        let goes_in = |row: &&AlertRow| moves.iter().any(|step| matches!(step, Move::Sum { id } if *id == row.id()));
        let parts: Vec<&AlertRow> = rows.iter().filter(goes_in).collect();
        if parts.is_empty() {
            return None;
        }
        let payload = sum(&parts);
        Some(Self(NewAlert {
            id: AlertId::new(&*companion.clock, &companion.chance),
            tenant: owner.tenant_id,
            creator: owner.creator_id,
            kind: Kind::Summary,
            tier: payload.tier,
            chars: CHARS,
            test: false,
            tip: None,
            payload: serde_json::to_string(&payload).expect("a payload is a plain struct"),
            at: now,
            held_until: None,
            passed_over: false,
            replay_of: None,
        }))
    }

    pub(super) fn id(&self) -> AlertId {
        self.0.id
    }

    pub(super) fn queue(&self, tx: &mut Tx<'_>) -> Result<(), Stop> {
        queue_alert(tx, &self.0)
    }
}

fn sum(parts: &[&AlertRow]) -> Payload {
    let mut payload = Payload { tier: 1, ..Payload::default() };
    for row in parts {
        // What cannot be read counts as one alert without money.
        let part: Part = serde_json::from_str(row.payload.get()).unwrap_or_default();
        payload.count += part.count.unwrap_or(1) + u64::from(row.card.more);
        let sums = part.sums.unwrap_or_else(|| part.currency.map(|currency| (currency, part.amount_cents)).into_iter().collect());
        for (currency, cents) in sums {
            let sum = payload.sums.entry(currency).or_default();
            *sum = sum.saturating_add(cents);
        }
        payload.tier = payload.tier.max(row.card.tier);
    }
    payload.name = format!("{} alerts", payload.count);
    if let Some((currency, cents)) = payload.sums.iter().max_by_key(|(_, cents)| **cents) {
        (payload.currency, payload.amount_cents) = (Some(currency.clone()), *cents);
    }
    payload
}
