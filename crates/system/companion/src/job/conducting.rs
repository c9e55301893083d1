//! Conducting one creator's alerts, under a lease: looks at the rows, decides, moves them, and says what to send.
//! Knows no socket.

use footlights_alerts::{AlertId, Card, Lanes, Move, Plan, Rules, Watched, WhenClosed as Closed};
use footlights_base::{AccountId, ErrorKind, Failure, Rejection, Timestamp};
use footlights_store::{Lease, ReadTx, Stop, Tx};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::summing::Summing;
use crate::Overlays;
use crate::events::{alert_changed, creator_topic};
use crate::model::{AlertRow, AlertSettings, AlertState, SessionOwner, TipId, WhenClosed};
use crate::store::{alert, settings};
use crate::usecase::release_alert;

/// Alerts looked at in one turn besides those that were issued before; the rest has its turn when these are merged.
const LOOKED_AT_MAX: u32 = 100;
/// The same while what came with no overlay open is summed up; the rest of it goes into the sum in the next turn.
const SUMMED_AT_ONCE_MAX: u32 = 500;
/// How often a turn begins anew because an overlay or a moderator was faster.
const TRIES_MAX: usize = 8;

/// The holder of the lease `overlay:CREATOR`.
pub struct Conducting {
    overlays: Overlays,
    creator: AccountId,
    lease: Lease,
    lanes: Lanes,
    /// Until the first turn: what shows was issued by somebody before us.
    taken_over: bool,
    /// Until everything is summed up that came while no overlay was open.
    opening: bool,
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
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Issued {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    pub alert_id: AlertId,
    /// 1, or 2 when it is repeated.
    pub attempt: u8,
    /// Where it is shown.
    pub lane: String,
    /// What it is about.
    pub kind: String,
    /// The tip it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub tip_id: Option<TipId>,
    /// When it begins.
    #[schema(value_type = String, format = DateTime)]
    pub starts_at: Timestamp,
    /// How long it is on, entering and leaving included.
    pub duration_ms: u64,
    /// How loud it is where it sounds: 0 to 1.
    pub volume: f64,
    /// Whether it is a test.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
    /// What it shows.
    #[schema(value_type = Object)]
    pub payload: Box<RawValue>,
}

/// What is known at the beginning of a turn, all of one moment.
struct Sight {
    /// None when nothing waits.
    owner: Option<SessionOwner>,
    rows: Vec<AlertRow>,
    settings: AlertSettings,
}

impl Conducting {
    /// Begins under a fresh lease.
    #[must_use]
    pub fn new(overlays: Overlays, creator: AccountId, lease: Lease) -> Self {
        Self { overlays, creator, lease, lanes: Lanes::default(), taken_over: true, opening: true }
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
            let sight = self.look().await?;
            let now = self.overlays.companion.now();
            let cards: Vec<Card> = sight.rows.iter().map(|row| row.card.clone()).collect();
            let mut lanes = self.lanes.clone();
            let watched = Watched { holders, taken_over: self.taken_over, opening: self.opening };
            let plan = lanes.plan(&cards, watched, now, &rules(&sight.settings));
            match self.apply(&plan, &sight, now).await {
                Ok(()) => {}
                Err(Failure::Rejected(refusal)) if refusal.code == MOVED => continue,
                Err(failure) => return Err(failure),
            }
            let summed = plan.moves.iter().any(|step| matches!(step, Move::Sum { .. }));
            (self.lanes, self.taken_over, self.opening) = (lanes, false, summed);
            let more_to_see = summed || plan.moves.iter().any(|step| matches!(step, Move::Merge { .. } | Move::Skip { .. }));
            let wake_at = if more_to_see { Some(now) } else { plan.wake_at };
            return Ok(Turn { issued: issued(&plan, &sight, now), wake_at });
        }
        Ok(Turn { issued: Vec::new(), wake_at: Some(self.overlays.companion.now()) })
    }

    async fn look(&self) -> Result<Sight, Failure> {
        let (creator, defaults) = (self.creator, self.overlays.companion.settings.for_creators());
        let limit = if self.opening { SUMMED_AT_ONCE_MAX } else { LOOKED_AT_MAX };
        let look = move |read: &mut ReadTx<'_>| {
            let rows = alert::list_waiting(read, creator, limit)?;
            let settings = settings::load(read, creator, &defaults)?.alerts;
            let owner = rows.first().map(|row| SessionOwner { tenant_id: row.tenant, creator_id: creator });
            Ok(Sight { owner, rows, settings })
        };
        self.overlays.companion.store.read("waiting_alerts", look).await
    }

    /// All steps or none.
    async fn apply(&self, plan: &Plan, sight: &Sight, now: Timestamp) -> Result<(), Failure> {
        let Some(owner) = sight.owner.filter(|_| !plan.moves.is_empty()) else { return Ok(()) };
        let (lease, moves) = (self.lease.clone(), plan.moves.clone());
        let cards: Vec<Card> = sight.rows.iter().map(|row| row.card.clone()).collect();
        let summing = Summing::of(&moves, &sight.rows, owner, now, &self.overlays.companion);
        let run = move |tx: &mut Tx<'_>| -> Result<(), Stop> {
            tx.check_lease(&lease)?;
            let mut steps = Steps { owner, now, mores: Mores::of(&cards), summing: &summing };
            if let Some(summing) = &summing {
                summing.queue(tx)?;
            }
            for step in &moves {
                if !steps.take(tx, *step)? {
                    return Err(Rejection::new(ErrorKind::Conflict, MOVED, "An overlay was faster.").into());
                }
            }
            Ok(())
        };
        self.overlays.companion.store.write("conduct_alerts", creator_topic(self.creator), run).await
    }
}

/// A step found its alert elsewhere than it thought; never leaves this file.
const MOVED: &str = "alert_moved";

/// What the creator has set, as the engine wants it.
fn rules(settings: &AlertSettings) -> Rules {
    Rules {
        timing: settings.timing(),
        paused: settings.paused,
        do_not_disturb: settings.do_not_disturb,
        when_closed: match settings.when_closed {
            WhenClosed::Keep => Closed::Keep,
            WhenClosed::Summary => Closed::Summary,
        },
    }
}

/// The steps of one turn, each told to who follows the creator.
struct Steps<'a> {
    owner: SessionOwner,
    now: Timestamp,
    mores: Mores,
    summing: &'a Option<Summing>,
}

impl Steps<'_> {
    /// Whether the alert still stood where the step thought.
    fn take(&mut self, tx: &mut Tx<'_>, step: Move) -> Result<bool, Stop> {
        let now = self.now;
        let (id, state, attempt, hit) = match step {
            Move::Release { id } => return release_alert::within(tx, id, now),
            Move::Notice { id } => return alert::notice(tx, id),
            Move::Show { id, attempt, until, .. } => (id, AlertState::Showing, attempt, alert::show(tx, id, attempt, until)?),
            Move::Repeat { id, attempt } => (id, AlertState::Queued, attempt, alert::repeat(tx, id, attempt)?),
            Move::Shown { id, attempt } => (id, AlertState::Done, attempt, alert::shown(tx, id, attempt, now)?),
            Move::Skip { id, attempt } => (id, AlertState::Skipped, attempt, alert::pass_over(tx, id, attempt, now)?),
            Move::Merge { id, into } => {
                let more = self.mores.get(id);
                self.mores.merge(id, into);
                (id, AlertState::Done, 0, alert::merge(tx, id, into, more, now)?)
            }
            Move::Sum { id } => {
                let Some(summing) = self.summing else { return Err(Stop::broken("a sum without its parts")) };
                (id, AlertState::Done, 0, alert::sum(tx, id, summing.id(), now)?)
            }
        };
        if hit {
            tx.publish(alert_changed(self.owner, id, state, attempt, now))?;
        }
        Ok(hit)
    }
}

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

fn issued(plan: &Plan, sight: &Sight, now: Timestamp) -> Vec<Issued> {
    let mut mores = Mores(sight.rows.iter().map(|row| (row.id(), row.card.more)).collect());
    for step in &plan.moves {
        if let Move::Merge { id, into } = *step {
            mores.merge(id, into);
        }
    }
    let issue = |step: &Move| {
        let Move::Show { id, attempt, duration, .. } = *step else { return None };
        let row = sight.rows.iter().find(|row| row.id() == id)?;
        Some(Issued {
            alert_id: id,
            attempt,
            lane: row.kind().lane().as_str().to_owned(),
            kind: row.kind().as_str().to_owned(),
            tip_id: row.tip,
            starts_at: now,
            duration_ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
            volume: f64::from(sight.settings.volume) / 100.0,
            test: row.test,
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
