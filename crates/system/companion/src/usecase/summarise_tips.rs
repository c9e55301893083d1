//! The figures of a range, with the period before, cut into days, weeks, months, hours and platforms. For the creator.
//!
//! Read from [`RangeSums`]: the figures are exact at every moment. Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400).

use std::sync::Arc;

use footlights_base::{Currency, Failure, Rejection, Timestamp};
use footlights_store::{ReadTx, Stop};
use footlights_surface::{Caller, Role};

use super::range_sums::RangeSums;
use crate::Companion;
use crate::model::analytics::{Calendar, Cut, Figures, Quarter, RangeName, Summary};
use crate::model::{Platform, SessionOwner};
use crate::store::{figures, settings};

/// Which figures are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Of which stretch of time.
    pub range: RangeName,
    /// The first moment of a custom one.
    pub from: Option<Timestamp>,
    /// The first moment after a custom one.
    pub to: Option<Timestamp>,
    /// Only of this platform.
    pub platform: Option<Platform>,
    /// What is counted; when not said, the creator's own currency, or the one with most tips where that has none.
    pub currency: Option<Currency>,
}

impl Companion {
    /// The figures of the caller's tips and sessions.
    ///
    /// # Errors
    /// See the module.
    pub async fn summarise_tips(&self, caller: &Caller, wanted: Wanted) -> Result<Summary, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("analytics:read")?;
        let (who, now, defaults) = (SessionOwner::from(caller), self.now(), Arc::new(self.settings.for_creators()));
        self.store.read("companion.summarise_tips", move |tx| summarise(tx, who, wanted, now, &defaults)).await
    }
}

fn summarise(
    read: &mut ReadTx<'_>,
    who: SessionOwner,
    wanted: Wanted,
    now: Timestamp,
    defaults: &crate::model::CreatorSettings,
) -> Result<Summary, Stop> {
    let general = settings::load(read, who.creator_id, defaults)?.general;
    let calendar = Calendar::of(&general.time_zone);
    let range = calendar.range(wanted.range, wanted.from, wanted.to, now).map_err(|wrong| Rejection::fields(vec![wrong]))?;
    let mut sums = RangeSums::read(read, who.creator_id, range, wanted.platform)?;
    let all = sums.quarters(read)?;
    let currency = wanted.currency.unwrap_or_else(|| usual_currency(&all, general.currency));
    let (quarters_here, elsewhere): (Vec<Quarter>, Vec<Quarter>) = all.into_iter().partition(|quarter| quarter.currency == currency);
    let tippers = sums.tippers(read, currency)?.count();
    let sessions = figures::sessions(read, who, range, wanted.platform, now)?;
    let totals = Figures::of(&quarters_here, tippers, &sessions, range);
    let previous = match calendar.previous(wanted.range, range) {
        None => None,
        Some(before) => {
            let mut sums = RangeSums::read(read, who.creator_id, before, wanted.platform)?;
            let quarters = sums.quarters(read)?;
            let tippers = sums.tippers(read, currency)?.count();
            let sessions = figures::sessions(read, who, before, wanted.platform, now)?;
            Some(Figures::of(quarters.iter().filter(|quarter| quarter.currency == currency), tippers, &sessions, before))
        }
    };
    let Cut { by_day, by_week, by_month, by_hour, by_platform } = Cut::of(&quarters_here, &calendar, range, wanted.range != RangeName::All);
    let time_zone = general.time_zone;
    let other_currencies = others(&elsewhere);
    Ok(Summary { range, time_zone, currency, totals, previous, by_day, by_week, by_month, by_hour, by_platform, other_currencies })
}

/// The creator's own, unless all tips came in others.
fn usual_currency(quarters: &[Quarter], own: Currency) -> Currency {
    if quarters.iter().any(|quarter| quarter.currency == own) {
        return own;
    }
    let mut counts: Vec<(Currency, i64)> = Vec::new();
    for quarter in quarters {
        match counts.iter_mut().find(|(currency, _)| *currency == quarter.currency) {
            Some((_, count)) => *count += quarter.sums.tip_count,
            None => counts.push((quarter.currency, quarter.sums.tip_count)),
        }
    }
    counts.into_iter().max_by_key(|(currency, count)| (*count, currency.to_string())).map_or(own, |(currency, _)| currency)
}

fn others(quarters: &[Quarter]) -> Vec<(Currency, i64)> {
    let mut sums: Vec<(Currency, i64)> = Vec::new();
    for quarter in quarters {
        match sums.iter_mut().find(|(currency, _)| *currency == quarter.currency) {
            Some((_, net)) => *net += quarter.sums.net_cents(),
            None => sums.push((quarter.currency, quarter.sums.net_cents())),
        }
    }
    sums.sort_by_key(|(currency, net)| (std::cmp::Reverse(*net), currency.to_string()));
    sums
}
