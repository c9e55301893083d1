//! What everybody may see of a creator, where she shows it: goals, menu, the latest tips. Nobody needs to sign in.
//!
//! Who has no page, no account, no such role or is suspended is not told apart: else this would list the names people sign in with.
//!
//! Refusals: `not_found` (404).

use footlights_base::{AccountId, Currency, Failure, Rejection};
use footlights_identity::{Account, find_account_anywhere, lookup_account_anywhere};
use footlights_store::{ReadTx, Stop};
use footlights_surface::Role;

use super::{list_goals, list_menu};
use crate::Companion;
use crate::model::{Goal, SessionId, SessionOwner, Tip, TipFilter};
use crate::store::tip::Names;
use crate::store::{session, settings, tip};
use crate::wire::PublicMenuItemBody;

/// How many of the latest tips are shown.
const TIPS_SHOWN_MAX: u32 = 20;

/// How many pages of that many are looked through for them.
const PAGES_LOOKED_THROUGH: usize = 10;

/// What everybody may see.
#[derive(Debug, Clone)]
pub struct ViewerPage {
    /// Whose.
    pub creator_id: AccountId,
    /// What she is called.
    pub display_name: String,
    /// The live session's title, where one is live.
    pub live: Option<Option<String>>,
    /// What she counts in.
    pub currency: Currency,
    /// What is worked towards, by its place.
    pub goals: Vec<Goal>,
    /// What can be had for a tip, by its place.
    pub menu: Vec<PublicMenuItemBody>,
    /// Newest first; without those that wait for a moderator or were wholly given back.
    pub tips: Vec<Tip>,
}

impl Companion {
    /// The page of the creator of this name. Names are unique over all tenants, and a page is for everybody.
    ///
    /// # Errors
    /// See the module.
    pub async fn show_viewer_page(&self, username: &str) -> Result<ViewerPage, Failure> {
        let (now, defaults, username) = (self.now(), self.settings.for_creators(), username.to_owned());
        let look = move |read: &mut ReadTx<'_>| -> Result<ViewerPage, Stop> {
            let found = find_account_anywhere(read, &username)?;
            let account = found.filter(may_show).ok_or_else(|| Rejection::not_found("creator"))?;
            let who = SessionOwner { tenant_id: account.tenant_id, creator_id: account.id };
            let general = settings::load(read, who.creator_id, &defaults)?.general;
            if !general.viewer_page {
                return Err(Rejection::not_found("creator").into());
            }
            let live = session::find_active(read, who.creator_id)?;
            let goals = list_goals::shown(read, who, live.as_ref().map(|live| live.id))?;
            Ok(ViewerPage {
                creator_id: account.id,
                display_name: account.display_name,
                currency: live.as_ref().map_or(general.currency, |live| live.totals.currency),
                live: live.map(|live| live.title),
                goals,
                menu: list_menu::public(read, who.creator_id, &defaults, now)?.1.items,
                tips: latest_tips(read, who)?,
            })
        };
        self.store.read("companion.show_viewer_page", look).await
    }

    /// Lets a viewer's socket in: the session that is live.
    ///
    /// # Errors
    /// `not_found` (404) while there is no page.
    pub(crate) async fn open_viewer_page(&self, creator: AccountId) -> Result<Option<SessionId>, Failure> {
        let defaults = self.settings.for_creators();
        let look = move |read: &mut ReadTx<'_>| -> Result<Option<SessionId>, Stop> {
            let shows = lookup_account_anywhere(read, creator)?.is_some_and(|account| may_show(&account));
            if !shows || !settings::load(read, creator, &defaults)?.general.viewer_page {
                return Err(Rejection::not_found("creator").into());
            }
            session::find_active_id(read, creator)
        };
        self.store.read("companion.open_viewer_page", look).await
    }
}

/// Whether an account has a page at all, whatever its settings say.
fn may_show(account: &Account) -> bool {
    account.roles.includes(Role::Creator) && account.suspended_at.is_none()
}

/// The latest that everybody may see: those that are held or were given back do not take the place of others.
fn latest_tips(read: &mut ReadTx<'_>, who: SessionOwner) -> Result<Vec<Tip>, Stop> {
    let (mut shown, mut after) = (Vec::new(), None);
    for _ in 0..PAGES_LOOKED_THROUGH {
        let page = tip::list_of_creator(read, who, &TipFilter::default(), Names::Given, after, TIPS_SHOWN_MAX)?;
        let is_last = page.len() <= TIPS_SHOWN_MAX as usize;
        after = page.get(TIPS_SHOWN_MAX as usize - 1).map(|tip| (tip.created_at, tip.id));
        shown.extend(page.into_iter().take(TIPS_SHOWN_MAX as usize).filter(|tip| !tip.held && tip.refunded_cents < tip.amount_cents));
        if is_last || shown.len() >= TIPS_SHOWN_MAX as usize {
            break;
        }
    }
    shown.truncate(TIPS_SHOWN_MAX as usize);
    Ok(shown)
}
