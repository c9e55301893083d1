//! Gives a tip back, wholly or in part: its row, the session's totals, the event and the stored answer in one transaction.
//!
//! For the tip's creator and moderators with the right `tips`, also after the session's end. Goals, alerts and figures follow from the event.
//! Refusals: `scope_required` (403), `invalid_fields` (400, also above what is left), `not_found` (404), `already_refunded` (409).

use footlights_base::{ErrorKind, EventId, Failure, Rejection, TextLimit, Timestamp};
use footlights_store::{Keys, Once, Stop, Tx};
use footlights_surface::Caller;

use super::{acting, book, keep, menu_uses, seal_tips};
use crate::Companion;
use crate::events::{Refund, creator_topic, session_topic, tip_refunded};
use crate::model::{Book, MenuItemId, MenuUse, RecordedTip, Right, SessionOwner, Tip, TipId};
use crate::store::{menu, session, tip};

/// Why a tip is given back.
const REASON: TextLimit = TextLimit { field: "/reason", chars_min: 0, chars_max: 200 };

/// What to give back.
#[derive(Debug, Clone, Default)]
pub struct RefundTip {
    /// How much, in minor units; all that is left when not said.
    pub amount_cents: Option<i64>,
    /// Why: at most 200 code points.
    pub reason: Option<String>,
}

/// A refund, checked as far as it can be without the tip.
#[derive(Clone)]
struct Draft {
    who: SessionOwner,
    amount_cents: Option<i64>,
    reason: Option<String>,
    event: EventId,
    at: Timestamp,
}

impl Companion {
    /// Gives a tip back and answers it with its session's totals right after.
    ///
    /// # Errors
    /// See the module.
    pub async fn refund_tip(&self, caller: &Caller, id: TipId, command: RefundTip, once: Option<Once>) -> Result<RecordedTip, Failure> {
        caller.require_scope("tips:write")?;
        let reason = command.reason.as_deref().map(|reason| REASON.check(reason)).transpose();
        let reason = reason.map_err(|error| Rejection::fields(vec![error]))?.filter(|reason| !reason.is_empty());
        if command.amount_cents.is_some_and(|amount| amount < 1) {
            return Err(Rejection::field("/amountCents", "not_valid", "At least 1.").into());
        }
        let found = self.store.read("companion.find_tip", move |tx| tip::lookup(tx, id)).await?;
        let found = found.ok_or_else(|| Rejection::not_found("tip"))?;
        // The creator's topic, too: her kept sums change with the tip.
        let keys = Keys::from(vec![session_topic(found.session_id), creator_topic(found.creator_id)]);
        let draft = Draft { who: caller.into(), amount_cents: command.amount_cents, reason, event: self.new_event_id(), at: self.now() };
        let who = draft.who;
        let done = self.store.write("companion.refund_tip", keys, move |tx| tx.once(once.as_ref(), |tx| within(tx, id, &draft)));
        Ok(done.await?.seen_by(who))
    }
}

/// Gives it back within a transaction that has the session's topic among its keys.
fn within(tx: &mut Tx<'_>, id: TipId, draft: &Draft) -> Result<RecordedTip, Stop> {
    let mut tip = tip::lookup(tx, id)?.ok_or_else(|| Rejection::not_found("tip"))?;
    let owner = SessionOwner { tenant_id: tip.tenant_id, creator_id: tip.creator_id };
    acting::require(tx, draft.who, owner, Right::Tips, "tip")?;
    let before = book(tx, tip.session_id)?;
    let left = tip.amount_cents - tip.refunded_cents;
    if left == 0 {
        return Err(Rejection::new(ErrorKind::Conflict, "already_refunded", "All of this tip was given back before.").into());
    }
    let amount_cents = draft.amount_cents.unwrap_or(left);
    if amount_cents > left {
        let detail = format!("Only {left} of this tip is left.");
        return Err(Rejection::field("/amountCents", "not_valid", detail).into());
    }
    let wholly = amount_cents == left;
    let totals = before.totals.without(amount_cents, wholly);
    let untaken = if wholly { untaken(tx, &tip)? } else { None };
    tip.refunded_cents += amount_cents;
    keep(tx, tip.session_id, Book { totals, ..before })?;
    tip::refund(tx, id, tip.refunded_cents)?;
    session::set_totals(tx, tip.session_id, totals)?;
    seal_tips::refunded(tx, &tip, amount_cents)?;
    if let Some((item, since)) = untaken {
        menu_uses::keep(tx, tip.session_id, item, since)?;
    }
    let refund = Refund { tip: &tip, amount_cents, reason: draft.reason.as_deref(), totals, status: before.status };
    tx.publish(tip_refunded(&refund, draft.event, draft.at))?;
    Ok(RecordedTip { tip, session_totals: totals })
}

/// What the menu's uses are without a tip that took an item: stock and cooldown as if it had not been given.
fn untaken(tx: &mut Tx<'_>, tip: &Tip) -> Result<Option<(MenuItemId, MenuUse)>, Stop> {
    let Some(item) = tip.menu_item_id else { return Ok(None) };
    let last_at = menu::last_use(tx, tip.session_id, item, tip.id)?;
    let taken = menu_uses::taken(tx, tip.session_id, item)?;
    Ok(Some((item, MenuUse { used: (taken.used - 1).max(0), last_at })))
}
