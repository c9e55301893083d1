//! Records a tip: its row, the session's totals, the event and the stored answer in one transaction.
//!
//! For the session's creator and moderators with the right `tips`; by a token with `tips:write`, or `tips:ingest` where a platform vouches for the tip.
//! A tip that names an item of the menu takes it, and so does one that costs exactly what an item does.
//! The same `externalId` of a creator again answers the first tip and changes nothing, also after the session's end.
//! Refusals: `scope_required` (403), `invalid_fields` (400), `not_found` (404), `currency_mismatch` (400),
//! `session_ended`, `no_active_session`, `session_full`, `item_unavailable` (409).
//!
//! Built for speed: in the good case every statement is a write that nobody waits for, because what is decided on is
//! remembered under the session's topic.

mod draft;
mod from_menu;

use std::sync::Arc;

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_store::{Keys, Once, Stop, Tx};
use footlights_surface::Caller;

use self::draft::Draft;
pub use self::draft::RecordTip;
use self::from_menu::Choice;
use super::end_session::session_ended;
use super::get_active_session::no_active_session;
use super::{acting, book, keep};
use crate::Companion;
use crate::config::TokenRate;
use crate::events::{session_topic, tip_received};
use crate::job::seal;
use crate::menus::Menu;
use crate::model::{Book, RecordedTip, Right, SessionId, SessionOwner, SessionStatus};
use crate::store::{menu, session, tip};

impl Companion {
    /// Records a tip in the session it names, or in the live one.
    ///
    /// # Errors
    /// See the module.
    pub async fn record_tip(&self, caller: &Caller, command: RecordTip, once: Option<Once>) -> Result<RecordedTip, Failure> {
        let named = command.session_id;
        let rate = self.rate_for(caller, &command).await?;
        let draft = Arc::new(self.draft_tip(caller, command, rate)?);
        match named {
            Some(session) => self.record_in(session, draft, once).await,
            None => self.record_in_live(draft, once).await,
        }
    }

    /// What a token is worth to the creator at this moment; asked only where a tip comes in tokens.
    async fn rate_for(&self, caller: &Caller, command: &RecordTip) -> Result<TokenRate, Failure> {
        if command.amount_tokens.is_none() {
            return Ok(self.settings.token_rate);
        }
        let (named, creator) = (command.session_id, command.creator_id.unwrap_or(caller.account));
        let owner = self.store.read("companion.creator_of_session", move |tx| match named {
            Some(session) => Ok(session::lookup_book(tx, session)?.map_or(creator, |book| book.owner.creator_id)),
            None => Ok(creator),
        });
        Ok(self.settings_of(owner.await?).await?.general.token_rate())
    }

    /// Nothing is waited for before the write, so that tips of one sender are recorded in the order in which they came.
    async fn record_in(&self, session: SessionId, draft: Arc<Draft>, once: Option<Once>) -> Result<RecordedTip, Failure> {
        let (hint, before) = self.menus.hint(draft.creator, draft.at);
        let (read_at, who) = (draft.at, draft.who);
        let done = self.store.write("companion.record_tip", session_topic(session), move |tx| {
            let (menu, is_fresh) = menu_of(tx, session, &draft, hint.as_ref())?;
            let recorded = tx.once(once.as_ref(), |tx| within(tx, session, &draft, &menu))?;
            Ok((recorded, is_fresh.then_some(menu)))
        });
        let (recorded, fresh) = done.await?;
        if let Some(menu) = fresh {
            self.menus.learn(&menu, read_at, before);
        }
        Ok(recorded.seen_by(who))
    }

    /// First where the live session was last seen, then where it is.
    async fn record_in_live(&self, draft: Arc<Draft>, once: Option<Once>) -> Result<RecordedTip, Failure> {
        let (who, creator) = (draft.who, draft.creator);
        if let Some(hint) = self.live.hint(creator) {
            match self.record_in(hint, draft.clone(), once.clone()).await {
                Err(Failure::Rejected(refusal)) if refusal.code == session_ended().code => self.live.forget(creator, hint),
                done => return done,
            }
        }
        let active = self.store.read("companion.find_active_session", move |tx| {
            acting::on_behalf(tx, who, Some(creator), Right::Tips)?;
            session::find_active_id(tx, creator)
        });
        let Some(session) = active.await? else { return self.answer_again(draft, once).await };
        self.live.learn(creator, session);
        self.record_in(session, draft, once).await
    }

    /// Nothing is live: only what was recorded before can be answered.
    async fn answer_again(&self, draft: Arc<Draft>, once: Option<Once>) -> Result<RecordedTip, Failure> {
        let who = draft.who;
        let answered = self.store.write("companion.answer_tip_again", Keys::none(), move |tx| {
            tx.once(once.as_ref(), |tx| {
                recorded_before(tx, draft.live_owner(), &draft)?.ok_or_else(|| no_active_session(ErrorKind::Conflict).into())
            })
        });
        Ok(answered.await?.seen_by(who))
    }
}

/// The menu of the session's creator, whoever records the tip; and whether it was read just now: where nothing is remembered,
/// or what is remembered does not have what the tip names.
fn menu_of(tx: &mut Tx<'_>, id: SessionId, draft: &Draft, hint: Option<&Arc<Menu>>) -> Result<(Arc<Menu>, bool), Stop> {
    let creator = book(tx, id)?.owner.creator_id;
    let has_it = |menu: &Menu| draft.menu_item_id.is_none_or(|named| menu.find(named).is_some_and(|item| item.active));
    match hint.filter(|menu| menu.creator == creator && has_it(menu)) {
        Some(menu) => Ok((menu.clone(), false)),
        None => Ok((Arc::new(Menu::new(creator, menu::list(tx, creator)?)), true)),
    }
}

/// Records the tip within a transaction that has the session's topic among its keys.
fn within(tx: &mut Tx<'_>, id: SessionId, draft: &Draft, menu: &Menu) -> Result<RecordedTip, Stop> {
    let before = book(tx, id)?;
    acting::require(tx, draft.who, before.owner, Right::Tips, "session")?;
    if before.status == SessionStatus::Ended {
        return recorded_before(tx, before.owner, draft)?.ok_or_else(|| session_ended().into());
    }
    let currency = before.totals.currency;
    if draft.currency.is_some_and(|given| given != currency) {
        let detail = format!("This session counts in {currency}.");
        return Err(Rejection::new(ErrorKind::Invalid, "currency_mismatch", detail).into());
    }
    let mut given = draft.tip(id, &before);
    let taken = match from_menu::choose(tx, id, draft, menu)? {
        Choice::Nothing => None,
        Choice::Item(taken) => Some(taken),
        Choice::Refused(refusal) => return recorded_before(tx, before.owner, draft)?.ok_or_else(|| refusal.into()),
    };
    if let Some(taken) = &taken {
        taken.mark(&mut given);
    }
    if !tip::add(tx, &given, &draft.search)? {
        return recorded_before(tx, before.owner, draft)?.ok_or_else(|| Stop::broken("a tip was in the way and is not there"));
    }
    let totals = before.totals.with(given.amount_cents).ok_or_else(session_full)?;
    keep(tx, id, Book { totals, ..before })?;
    session::set_totals(tx, id, totals)?;
    let recorded = RecordedTip { tip: given, session_totals: totals };
    tx.publish(tip_received(&recorded, draft.event))?;
    if totals.tip_count % seal::EVERY_TIPS == 0 {
        seal::schedule(tx, recorded.tip.creator_id, draft.sealing, draft.at)?;
    }
    if let Some(taken) = taken {
        taken.settle(tx, &recorded.tip, draft)?;
    }
    Ok(recorded)
}

/// The tip a platform has told of before, with its session's totals of now.
fn recorded_before(tx: &mut Tx<'_>, owner: SessionOwner, draft: &Draft) -> Result<Option<RecordedTip>, Stop> {
    let Some(external_id) = draft.external_id.as_deref() else { return Ok(None) };
    let Some(tip) = tip::find_by_external_id(tx, owner.creator_id, external_id)? else { return Ok(None) };
    let book = session::lookup_book(tx, tip.session_id)?.ok_or_else(|| Stop::broken("a tip without its session"))?;
    Ok(Some(RecordedTip { tip, session_totals: book.totals }))
}

fn session_full() -> Rejection {
    let detail = "This session's total cannot grow any more; start another session.";
    Rejection::new(ErrorKind::Conflict, "session_full", detail)
}
