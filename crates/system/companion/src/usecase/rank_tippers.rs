//! Who gave most in a range. For the creator.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400).

use std::sync::Arc;

use footlights_base::{Currency, Failure, Rejection, Timestamp};
use footlights_store::{ReadTx, Stop};
use footlights_surface::{Caller, Role};

use super::summarise_tips::Wanted;
use crate::Companion;
use crate::model::SessionOwner;
use crate::model::analytics::{Calendar, Range, Segment, Span, SpanKind, TipperStanding, TipperSums, Tippers, segments};
use crate::store::rollup::{self, Board};
use crate::store::{figures, settings};

/// Places on a board at most.
const PLACES_MAX: u32 = 100;
/// Tips read at once.
const PAGE: u32 = 5_000;

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
            let board = Board { creator: who.creator_id, platform: wanted.platform, currency };
            Ok((currency, top(tx, board, range, limit)?))
        });
        read.await
    }
}

fn top(read: &mut ReadTx<'_>, board: Board, range: Range, limit: u32) -> Result<Vec<TipperStanding>, Stop> {
    let parts = split(read, board, range)?;
    let Some((Segment::Kept(SpanKind::All, ..), rest)) = parts.split_first() else {
        return Ok(gather(read, board, &parts)?.top(limit as usize));
    };
    // Of all time only those who stand high or gave just now can be among the first.
    let mut tippers = gather(read, board, rest)?;
    let all = Span { kind: SpanKind::All, begins: Timestamp::from_millis(0) };
    let recent: Vec<String> = tippers.0.keys().cloned().collect();
    for name in recent {
        if let Some(before) = rollup::lookup_tipper(read, board, all, &name)? {
            tippers.add(name, before);
        }
    }
    for (name, sums) in rollup::top_tippers(read, board, all, limit)? {
        tippers.0.entry(name).or_insert(sums);
    }
    Ok(tippers.top(limit as usize))
}

/// How many different tippers have given something in a range.
pub(super) fn count_tippers(read: &mut ReadTx<'_>, board: Board, range: Range) -> Result<i64, Stop> {
    let parts = split(read, board, range)?;
    let Some((Segment::Kept(SpanKind::All, ..), rest)) = parts.split_first() else {
        return Ok(gather(read, board, &parts)?.count());
    };
    let all = Span { kind: SpanKind::All, begins: Timestamp::from_millis(0) };
    let mut count = rollup::count_tippers(read, board, all)?;
    for (name, sums) in gather(read, board, rest)?.0 {
        let before = rollup::lookup_tipper(read, board, all, &name)?.map_or(0, |before| before.net_cents);
        count += i64::from(before <= 0 && before + sums.net_cents > 0);
    }
    Ok(count)
}

fn split(read: &mut ReadTx<'_>, board: Board, range: Range) -> Result<Vec<Segment>, Stop> {
    let sealed = rollup::lookup_sealed(read, board.creator)?.map_or(Timestamp::from_millis(0), |sealed| sealed.until);
    Ok(segments(range, sealed))
}

fn gather(read: &mut ReadTx<'_>, board: Board, parts: &[Segment]) -> Result<Tippers, Stop> {
    let mut tippers = Tippers::default();
    for part in parts {
        match *part {
            Segment::Kept(kind, from, to) => {
                for (name, sums) in rollup::tippers(read, board, kind, from, to)? {
                    tippers.add(name, sums);
                }
            }
            Segment::Tips(range) => add_tips(read, board, range, &mut tippers)?,
        }
    }
    Ok(tippers)
}

fn add_tips(read: &mut ReadTx<'_>, board: Board, range: Range, tippers: &mut Tippers) -> Result<(), Stop> {
    let mut after = None;
    loop {
        let page = figures::counted_tips(read, board.creator, range, after, PAGE)?;
        let is_last = page.len() < PAGE as usize;
        after = page.last().map(|tip| (tip.created_at, tip.id));
        let counts = |tip: &&crate::model::CountedTip| {
            tip.currency == board.currency && board.platform.is_none_or(|platform| platform == tip.platform)
        };
        for (name, sums) in page.iter().filter(counts).filter_map(TipperSums::of) {
            tippers.add(name, sums);
        }
        if is_last {
            return Ok(());
        }
    }
}
