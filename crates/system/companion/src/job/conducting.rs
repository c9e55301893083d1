//! Conducting one creator's alerts, under a lease: looks at the rows, decides, moves them, and says what to send.
//! Knows no socket.

use footlights_alerts::{AlertId, Card, Lanes, Move, Plan, Watched};
use footlights_base::{AccountId, ErrorKind, Failure, Rejection, Timestamp};
use footlights_store::{Keys, Lease, ReadTx, Stop, Tx};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::Overlays;
use crate::model::{AlertRow, TipId};
use crate::store::alert;

/// Alerts looked at in one turn besides those that were issued before; the rest has its turn when these are merged.
const LOOKED_AT_MAX: u32 = 100;
/// How often a turn begins anew because an overlay was faster.
const TRIES_MAX: usize = 8;

/// The holder of the lease `overlay:CREATOR`.
pub struct Conducting {
    overlays: Overlays,
    creator: AccountId,
    lease: Lease,
    lanes: Lanes,
    /// Until the first turn: what shows was issued by somebody before us.
    taken_over: bool,
}

/// What a turn came to.
#[derive(Debug, Default)]
pub struct Turn {
    /// What the overlays are to show now.
    pub issued: Vec<Issued>,
    /// When something is due by itself.
    pub wake_at: Option<Timestamp>,
}

/// An alert on its way to the overlays: the frame `alert`, but for `sound`.
#[derive(Debug, Clone, Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Issued {
    /// Which.
    pub alert_id: AlertId,
    /// 1, or 2 when it is repeated.
    pub attempt: u8,
    /// Where it is shown.
    pub lane: String,
    /// What it is about.
    pub kind: String,
    /// The tip it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tip_id: Option<TipId>,
    /// When it begins.
    pub starts_at: Timestamp,
    /// How long it is on, entering and leaving included.
    pub duration_ms: u64,
    /// Whether it is a test.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
    /// What it shows.
    pub payload: Box<RawValue>,
}

impl Conducting {
    /// Begins under a fresh lease.
    #[must_use]
    pub fn new(overlays: Overlays, creator: AccountId, lease: Lease) -> Self {
        Self { overlays, creator, lease, lanes: Lanes::default(), taken_over: true }
    }

    /// The name of the lease.
    #[must_use]
    pub fn lease_name(creator: AccountId) -> String {
        format!("overlay:{creator}")
    }

    /// Does what is due now. `holders`: whether an overlay is open that can acknowledge.
    ///
    /// # Errors
    /// `lease_lost` when somebody else conducts by now; what breaks in the database.
    pub async fn turn(&mut self, holders: bool) -> Result<Turn, Failure> {
        for _ in 0..TRIES_MAX {
            let rows = self.waiting().await?;
            let now = self.overlays.companion.now();
            let cards: Vec<Card> = rows.iter().map(|row| row.card.clone()).collect();
            let mut lanes = self.lanes.clone();
            let watched = Watched { holders, taken_over: self.taken_over };
            let plan = lanes.plan(&cards, watched, now, &self.overlays.settings.timing);
            match self.apply(&plan, &cards, now).await {
                Ok(()) => {}
                Err(Failure::Rejected(refusal)) if refusal.code == MOVED => continue,
                Err(failure) => return Err(failure),
            }
            (self.lanes, self.taken_over) = (lanes, false);
            let merged = plan.moves.iter().any(|step| matches!(step, Move::Merge { .. }));
            let wake_at = if merged { Some(now) } else { plan.wake_at };
            return Ok(Turn { issued: issued(&plan, &rows, now), wake_at });
        }
        Ok(Turn { issued: Vec::new(), wake_at: Some(self.overlays.companion.now()) })
    }

    async fn waiting(&self) -> Result<Vec<AlertRow>, Failure> {
        let creator = self.creator;
        let look = move |read: &mut ReadTx<'_>| alert::list_waiting(read, creator, LOOKED_AT_MAX);
        self.overlays.companion.store.read("waiting_alerts", look).await
    }

    /// All steps or none.
    async fn apply(&self, plan: &Plan, cards: &[Card], now: Timestamp) -> Result<(), Failure> {
        if plan.moves.is_empty() {
            return Ok(());
        }
        let (lease, moves, cards) = (self.lease.clone(), plan.moves.clone(), cards.to_vec());
        let run = move |tx: &mut Tx<'_>| -> Result<(), Stop> {
            tx.check_lease(&lease)?;
            let mut mores = Mores::of(&cards);
            for step in &moves {
                let hit = match *step {
                    Move::Show { id, attempt, until, .. } => alert::show(tx, id, attempt, until)?,
                    Move::Repeat { id, attempt } => alert::repeat(tx, id, attempt)?,
                    Move::Shown { id, attempt } => alert::shown(tx, id, attempt, now)?,
                    Move::Merge { id, into } => {
                        let more = mores.get(id);
                        mores.merge(id, into);
                        alert::merge(tx, id, into, more, now)?
                    }
                };
                if !hit {
                    return Err(Rejection::new(ErrorKind::Conflict, MOVED, "An overlay was faster.").into());
                }
            }
            Ok(())
        };
        self.overlays.companion.store.write("conduct_alerts", Keys::none(), run).await
    }
}

/// A step found its alert elsewhere than it thought; never leaves this file.
const MOVED: &str = "alert_moved";

/// How many others each alert is shown with.
struct Mores(Vec<(AlertId, u32)>);

impl Mores {
    fn of(cards: &[Card]) -> Self {
        Self(cards.iter().map(|card| (card.id, card.more)).collect())
    }

    fn get(&self, id: AlertId) -> u32 {
        self.0.iter().find(|(of, _)| *of == id).map_or(0, |(_, more)| *more)
    }

    fn merge(&mut self, id: AlertId, into: AlertId) {
        let more = self.get(id).saturating_add(1);
        self.0.iter_mut().filter(|(of, _)| *of == into).for_each(|(_, has)| *has = has.saturating_add(more));
    }
}

fn issued(plan: &Plan, rows: &[AlertRow], now: Timestamp) -> Vec<Issued> {
    let mut mores = Mores(rows.iter().map(|row| (row.id(), row.card.more)).collect());
    for step in &plan.moves {
        if let Move::Merge { id, into } = *step {
            mores.merge(id, into);
        }
    }
    let issue = |step: &Move| {
        let Move::Show { id, attempt, duration, .. } = *step else { return None };
        let row = rows.iter().find(|row| row.id() == id)?;
        Some(Issued {
            alert_id: id,
            attempt,
            lane: row.kind().lane().as_str().to_owned(),
            kind: row.kind().as_str().to_owned(),
            tip_id: row.tip,
            starts_at: now,
            duration_ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
            test: row.card.test,
            payload: with_more(row, mores.get(id)),
        })
    };
    plan.moves.iter().filter_map(issue).collect()
}

/// The payload, with `more` when others are shown with it.
fn with_more(row: &AlertRow, more: u32) -> Box<RawValue> {
    if more == 0 {
        return row.payload.clone();
    }
    let mut payload: Value = serde_json::from_str(row.payload.get()).unwrap_or_default();
    if let Some(fields) = payload.as_object_mut() {
        fields.insert("more".to_owned(), more.into());
    }
    serde_json::value::to_raw_value(&payload).unwrap_or_else(|_| row.payload.clone())
}
