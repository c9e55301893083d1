//! Who gave most in a range. For the creator.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400).

use std::sync::Arc;

use footlights_base::{Currency, Failure, Rejection};
use footlights_store::{ReadTx, Stop};
use footlights_surface::{Caller, Role};

use super::range_sums::RangeSums;
use super::summarise_tips::Wanted;
use crate::Companion;
use crate::model::analytics::{Calendar, Range, TipperKey, TipperStanding, TipperSums};
use crate::model::{Platform, SessionOwner};
use crate::store::settings;

/// Places on a board at most.
const PLACES_MAX: u32 = 100;

impl Companion {
    /// The board of a range and what it counts in.
    ///
    /// # Errors
    /// See the module.
    pub async fn rank_tippers(&self, caller: &Caller, wanted: Wanted, limit: u32) -> Result<(Currency, Vec<TipperStanding>), Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("analytics:read")?;
        if !(1..=PLACES_MAX).contains(&limit) {
            return Err(Rejection::field("/limit", "not_valid", "From 1 to 100.").into());
        }
        let (who, now, defaults) = (SessionOwner::from(caller), self.now(), Arc::new(self.settings.for_creators()));
        let read = self.store.read("companion.rank_tippers", move |tx| {
            let general = settings::load(tx, who.creator_id, &defaults)?.general;
            let range = Calendar::of(&general.time_zone).range(wanted.range, wanted.from, wanted.to, now);
            let range = range.map_err(|wrong| Rejection::fields(vec![wrong]))?;
            let currency = wanted.currency.unwrap_or(general.currency);
            Ok((currency, top(tx, who, range, (wanted.platform, currency), limit)?))
        });
        read.await
    }
}

fn top(
    read: &mut ReadTx<'_>,
    who: SessionOwner,
    range: Range,
    of: (Option<Platform>, Currency),
    limit: u32,
) -> Result<Vec<TipperStanding>, Stop> {
    let (platform, currency) = of;
    let mut sums = RangeSums::read(read, who.creator_id, range, platform)?;
    let places = sums.tippers(read, currency)?.top(limit as usize);
    let standing = |(rank, (tipper, given)): (usize, (TipperKey, TipperSums))| {
        let tipper_name = sums.spelling(read, tipper, currency, given.last_at)?;
        let TipperSums { net_cents, tip_count, first_at, last_at } = given;
        Ok(TipperStanding { rank, tipper_name, net_cents, tip_count, first_at, last_at })
    };
    (1..).zip(places).map(standing).collect()
}
