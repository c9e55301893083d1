//! What can be done, one verb per file: contract, refusals, code.

pub(crate) mod acting;
pub(crate) mod add_custom_animation;
pub(crate) mod add_moderator;
pub(crate) mod add_note;
pub(crate) mod answer_message;
pub(crate) mod change_goal;
pub(crate) mod create_goal;
pub(crate) mod create_menu_item;
pub(crate) mod create_persona;
pub(crate) mod decide_answer;
pub(crate) mod delete_custom_animation;
pub(crate) mod delete_goal;
pub(crate) mod delete_note;
pub(crate) mod delete_persona;
pub(crate) mod end_session;
pub(crate) mod export_session;
pub(crate) mod export_tips;
pub(crate) mod finish_alerts;
pub(crate) mod follow_creator;
pub(crate) mod follow_session;
pub(crate) mod get_active_session;
pub(crate) mod get_session;
pub(crate) mod get_settings;
pub(crate) mod get_theme;
pub(crate) mod list_activity;
pub(crate) mod list_alerts;
pub(crate) mod list_custom_animations;
pub(crate) mod list_goals;
pub(crate) mod list_menu;
pub(crate) mod list_moderating;
pub(crate) mod list_moderators;
pub(crate) mod list_notes;
pub(crate) mod list_personas;
pub(crate) mod list_reached_goals;
pub(crate) mod list_sessions;
pub(crate) mod list_tips;
pub(crate) mod menu_uses;
pub(crate) mod on_stage;
pub(crate) mod open_asset;
pub(crate) mod open_overlay;
pub(crate) mod order_goals;
pub(crate) mod order_menu;
pub(crate) mod order_personas;
pub(crate) mod overlay_snapshot;
pub(crate) mod pause_alerts;
pub(crate) mod persona_draft;
mod range_sums;
pub(crate) mod rank_tippers;
pub(crate) mod rebuild_sums;
pub(crate) mod recheck_guests;
pub(crate) mod record_tip;
pub(crate) mod refund_tip;
pub(crate) mod release_alert;
pub(crate) mod remove_moderator;
pub(crate) mod replay_alert;
pub(crate) mod resume_alerts;
pub(crate) mod rotate_overlay;
pub(crate) mod seal_tips;
pub(crate) mod session_snapshot;
pub(crate) mod set_theme;
pub(crate) mod show_alert;
pub(crate) mod show_overlay;
pub(crate) mod show_viewer_page;
pub(crate) mod skip_alert;
pub(crate) mod speak_answer;
pub(crate) mod start_session;
pub(crate) mod summarise_tips;
pub(crate) mod test_overlay;
pub(crate) mod trace_session;
pub(crate) mod trigger_animation;
pub(crate) mod try_personas;
pub(crate) mod try_speech;
pub(crate) mod update_goal;
pub(crate) mod update_menu_item;
pub(crate) mod update_moderator;
pub(crate) mod update_persona;
pub(crate) mod update_session;
pub(crate) mod update_settings;
pub(crate) mod update_viewers;

use footlights_base::{Rejection, Timestamp};
use footlights_store::{Once, Read, Stop, Tx};

use crate::events::session_topic;
use crate::model::{Book, CreatorSettings, Hold, Rights, Session, SessionId, SessionOwner, SessionStatus};
use crate::store::{rollup, session, settings};

/// The session of this id, if it is theirs: what moderators have no right for.
fn own_session(read: &mut impl Read, who: SessionOwner, id: SessionId) -> Result<Session, Stop> {
    acting::session(read, who, id, Rights::NONE)
}

/// Runs a command that answers a session once per key. The stored answer is kept small: what hangs on the session is read
/// from its row again.
fn session_once(tx: &mut Tx<'_>, once: Option<&Once>, run: impl FnOnce(&mut Tx<'_>) -> Result<Session, Stop>) -> Result<Session, Stop> {
    if once.is_none() {
        return run(tx);
    }
    let bare = tx.once(once, |tx| Ok(Session { metadata: serde_json::Map::new(), ..run(tx)? }))?;
    Ok(Session { metadata: session::metadata(tx, bare.id)?, ..bare })
}

/// What a session's tips and viewer counts decide on, from memory while nobody else wrote it.
fn book(tx: &mut Tx<'_>, id: SessionId) -> Result<Book, Stop> {
    let load = |tx: &mut Tx<'_>| {
        let book = session::lookup_book(tx, id)?.ok_or_else(|| Rejection::not_found("session"))?;
        // A change of these settings is made under the live session's key, too, and so makes this be loaded anew.
        let alerts = settings::load(tx, book.owner.creator_id, &CreatorSettings::default())?.alerts;
        // Moves under the live session's key; once a session is over no tip of it asks any more.
        let sealed_until = match book.status {
            SessionStatus::Active => Timestamp::from_millis(rollup::sealed(tx, book.owner.creator_id)?.reach.sealed),
            SessionStatus::Ended => book.sealed_until,
        };
        Ok(Book { hold: Hold { hold_ms: alerts.hold_ms, min_cents: alerts.min_cents }, sealed_until, ..book })
    };
    Ok(*tx.remember(&session_topic(id), load)?)
}

/// The book is this from now on; the same transaction writes it to its row.
fn keep(tx: &mut Tx<'_>, id: SessionId, book: Book) -> Result<(), Stop> {
    let load = |_: &mut Tx<'_>| Err(Stop::broken("a session's book was forgotten within one command"));
    *tx.remember(&session_topic(id), load)? = book;
    Ok(())
}
