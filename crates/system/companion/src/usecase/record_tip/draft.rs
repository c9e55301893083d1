//! A tip before its transaction: every field checked, ids and time made.

use footlights_base::{AccountId, Currency, EventId, FieldError, Rejection, TextLimit, Timestamp, cut_with_ellipsis};
use footlights_store::JobId;
use footlights_surface::Caller;
use sha2::{Digest as _, Sha256};

use crate::Companion;
use crate::config::TokenRate;
use crate::model::{
    AMOUNT_MAX, Book, EXTERNAL_ID, MenuItemId, SessionId, SessionOwner, TIP_MESSAGE, TIPPER_NAME, Tip, TipId, TipSource, check_currency,
    check_source, search_text,
};

/// The tip to record.
#[derive(Debug, Clone)]
pub struct RecordTip {
    /// Whose live session is meant where none is named; the caller's own when not said.
    pub creator_id: Option<AccountId>,
    /// The session; the live one when not said.
    pub session_id: Option<SessionId>,
    /// How much, in minor units: 1 to 100,000,000. Either this or `amount_tokens`.
    pub amount_cents: Option<i64>,
    /// How many tokens: 1 to 100,000,000; converted at the rate of this moment.
    pub amount_tokens: Option<i64>,
    /// Must be the session's currency; when not said, it is.
    pub currency: Option<String>,
    /// Who gives it: at most 25 code points.
    pub tipper_name: Option<String>,
    /// What they say: at most 255 code points.
    pub message: Option<String>,
    /// By which way it comes.
    pub via: TipSource,
    /// What it says of its source: nothing, the way it comes, or `platform_api`.
    pub source: Option<String>,
    /// How the platform calls it; required from `platform_api`. Unique per creator.
    pub external_id: Option<String>,
    /// The menu item it is for; otherwise the one that costs exactly this.
    pub menu_item_id: Option<MenuItemId>,
    /// Whether only the creator may see who gives it.
    pub anonymous: bool,
}

impl RecordTip {
    /// A tip of so much in the live session, by hand.
    #[must_use]
    pub fn cents(amount_cents: i64) -> Self {
        Self {
            creator_id: None,
            session_id: None,
            amount_cents: Some(amount_cents),
            amount_tokens: None,
            currency: None,
            tipper_name: None,
            message: None,
            via: TipSource::Manual,
            source: None,
            external_id: None,
            menu_item_id: None,
            anonymous: false,
        }
    }
}

/// What the transaction needs; it may run more than once.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Who records it.
    pub(super) who: SessionOwner,
    /// Whose live session is meant where none is named.
    pub(super) creator: AccountId,
    pub(super) event: EventId,
    /// The job that sums tips up, if it is this tip's turn to set it.
    pub(super) sealing: JobId,
    pub(super) currency: Option<Currency>,
    pub(super) external_id: Option<String>,
    /// Name and message as they are searched; made here, since the store's thread has better things to do.
    pub(super) search: String,
    pub(super) menu_item_id: Option<MenuItemId>,
    pub(super) at: Timestamp,
    pub(super) amount: Amount,
    id: TipId,
    anonymous: bool,
    tipper_name: Option<String>,
    message: Option<String>,
    source: TipSource,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Amount {
    pub(super) cents: i64,
    pub(super) tokens: Option<i64>,
}

impl Draft {
    /// Whose live session is meant, in the tenant of who records it.
    pub(super) fn live_owner(&self) -> SessionOwner {
        SessionOwner { creator_id: self.creator, ..self.who }
    }

    /// Whether a platform vouches for it: then it is recorded, whatever the menu says.
    pub(super) fn is_vouched(&self) -> bool {
        self.source == TipSource::PlatformApi
    }

    /// The tip, in the session of this book.
    pub(super) fn tip(&self, session_id: SessionId, book: &Book) -> Tip {
        Tip {
            id: self.id,
            tenant_id: book.owner.tenant_id,
            creator_id: book.owner.creator_id,
            session_id,
            platform: book.platform,
            amount_cents: self.amount.cents,
            currency: book.totals.currency,
            amount_tokens: self.amount.tokens,
            tipper_name: self.tipper_name.clone(),
            message: self.message.clone(),
            source: self.source,
            external_id: self.external_id.clone(),
            menu_item_id: None,
            menu_item_name: None,
            anonymous: self.anonymous,
            held: book.hold.applies_to(self.amount.cents),
            refunded_cents: 0,
            // Later than it was asked for only where it was still on its way when everything before was summed up.
            created_at: self.at.max(book.sealed_until),
        }
    }
}

impl Companion {
    /// Checks scope and every field, and makes ids and time.
    pub(super) fn draft_tip(&self, caller: &Caller, command: RecordTip, rate: TokenRate) -> Result<Draft, Rejection> {
        let mut wrong: Vec<FieldError> = Vec::new();
        let source = check_way(command.via, command.source.as_deref()).map_err(|error| wrong.push(error)).unwrap_or(command.via);
        let vouched = source == TipSource::PlatformApi;
        caller.require_scope(if vouched { "tips:ingest" } else { "tips:write" })?;

        let amount = check_amount(command.amount_cents, command.amount_tokens, rate);
        let amount = amount.map_err(|error| wrong.push(error)).unwrap_or_default();
        let currency = command.currency.as_deref().map(check_currency).transpose().map_err(|error| wrong.push(error)).unwrap_or_default();
        let mut text = |limit: TextLimit, text: Option<String>| {
            let checked = if vouched { Ok(tame(&limit, text)) } else { text.map(|text| limit.check(&text)).transpose() };
            checked.map_err(|error| wrong.push(error)).unwrap_or_default().filter(|text| !text.is_empty())
        };
        let tipper_name = text(TIPPER_NAME, command.tipper_name);
        let message = text(TIP_MESSAGE, command.message);
        let external_id = command.external_id.filter(|id| !vouched || !id.trim().is_empty());
        let external_id = external_id.map(|id| if vouched { Ok(tame_id(&id)) } else { EXTERNAL_ID.check(&id) }).transpose();
        let external_id = external_id.map_err(|error| wrong.push(error)).unwrap_or_default();
        if vouched && external_id.is_none() && wrong.iter().all(|error| error.field != EXTERNAL_ID.field) {
            let detail = "A tip from a platform says how the platform calls it, so that it counts once.";
            wrong.push(FieldError { field: EXTERNAL_ID.field.into(), code: "missing", detail: detail.into() });
        }
        if !wrong.is_empty() {
            return Err(Rejection::fields(wrong));
        }
        Ok(Draft {
            who: caller.into(),
            creator: command.creator_id.unwrap_or(caller.account),
            event: self.new_event_id(),
            sealing: JobId::new(&*self.clock, &self.chance),
            currency,
            external_id,
            search: search_text(&format!("{}\n{}", tipper_name.as_deref().unwrap_or(""), message.as_deref().unwrap_or(""))),
            id: TipId::new(&*self.clock, &self.chance),
            at: self.now(),
            menu_item_id: command.menu_item_id,
            amount,
            anonymous: command.anonymous,
            tipper_name,
            message,
            source,
        })
    }
}

/// The source, as far as a caller may choose it.
fn check_way(via: TipSource, said: Option<&str>) -> Result<TipSource, FieldError> {
    let source = said.map_or(Ok(via), check_source)?;
    if source == via || source == TipSource::PlatformApi {
        return Ok(source);
    }
    let detail = format!("Here a tip's source is `{}` or `platform_api`.", via.as_str());
    Err(FieldError { field: "/source".into(), code: "not_one_of", detail: detail.into() })
}

fn check_amount(cents: Option<i64>, tokens: Option<i64>, rate: TokenRate) -> Result<Amount, FieldError> {
    let refuse = |field: &'static str, code, detail: &'static str| Err(FieldError { field: field.into(), code, detail: detail.into() });
    let in_range = |amount: &i64| (1..=AMOUNT_MAX).contains(amount);
    match (cents, tokens) {
        (None, None) => refuse("/amountCents", "missing", "Say how much: amountCents or amountTokens."),
        (Some(_), Some(_)) => refuse("/amountTokens", "not_valid", "Say either amountCents or amountTokens."),
        (Some(cents), None) if in_range(&cents) => Ok(Amount { cents, tokens: None }),
        (Some(_), None) => refuse("/amountCents", "not_valid", "From 1 to 100,000,000."),
        (None, Some(tokens)) if in_range(&tokens) => match rate.minor(tokens).filter(in_range) {
            Some(cents) => Ok(Amount { cents, tokens: Some(tokens) }),
            None => {
                refuse("/amountTokens", "not_valid", "At the present rate this is worth less than 1 or more than 100,000,000 minor units.")
            }
        },
        (None, Some(_)) => refuse("/amountTokens", "not_valid", "From 1 to 100,000,000."),
    }
}

/// A platform's text, made to fit: money that was given is never refused because of its words.
fn tame(limit: &TextLimit, text: Option<String>) -> Option<String> {
    let kept: String = text?.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    Some(cut_with_ellipsis(kept.trim(), limit.chars_max))
}

/// A platform's name for a tip, made to fit without making two alike: what does not fit ends in its digest.
fn tame_id(id: &str) -> String {
    EXTERNAL_ID.check(id).unwrap_or_else(|_| {
        let digest: String = Sha256::digest(id)[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let begins: String = id.trim().chars().filter(|c| !c.is_control()).take(EXTERNAL_ID.chars_max - digest.len() - 1).collect();
        format!("{begins}…{digest}")
    })
}
