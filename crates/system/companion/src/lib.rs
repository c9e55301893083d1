//! The companion of one live stream: sessions, tips, notes, and the overlay that shows each tip.
//!
//! Owns: streaming sessions with their totals and viewer figures, tips and their refunds, goals, the menu, notes of a session; the
//! stable overlay address, the alert queue and its conductor; the chatbot's personas and the voice that speaks; the namespaces
//! `/streaming` and `/streaming/overlay`.
//! Does not know: platforms and how they tell of a tip (broadcast records it here), goals' and games' rules of higher systems,
//! sockets' bytes. Higher systems hear `streaming.*` events.
//!
//! Invariants, each with a test:
//! - A creator has at most one active session, whatever comes at once.
//! - A session's totals are the sum and number of its tips without what was given back, at every moment.
//! - A goal has counted exactly the tips that were given while it was there and not paused, and is completed once.
//! - An item of the menu is never taken more often than its stock in one session, nor while it cools down.
//! - A tip is counted once per idempotency key, and once per `externalId` of its creator.
//! - A tip, its totals, its event and its stored answer are committed together or not at all.
//! - An alert is never lost unless somebody skips it, never shown three times, and twice only if nobody acknowledged the first
//!   time.
//! - A held tip is seen by nobody but the creator and her moderators until it is let go.
//! - What is written in the chat is kept nowhere; that somebody was answered is forgotten when the session ends.
//! - No tip is spoken twice, none that was given back, and none while its creator wants quiet.
//! - A session is its creator's, and her moderators' as far as their rights go; for anybody else it is not found. Its id opens it
//!   for reading only, so it cannot be guessed.
//!
//! Scopes of tokens, for everything here: `sessions:read` and `sessions:write` (sessions, notes, viewer counts, lines of the
//! chat), `tips:read`, `tips:write` (tips by hand and by socket, refunds), `tips:ingest` (tips a platform vouches for),
//! `goals:read`, `goals:write`, `menu:read`, `menu:write`, `overlay:read`, `overlay:write` (also the theme and animations of her
//! own), `animations:trigger`, `moderators:read`, `moderators:write`, `personas:read`, `personas:write`, `alerts:read`,
//! `alerts:write`, `settings:read` (also which voices there are), `settings:write` (also trying a voice), `analytics:read` (sums,
//! the board of tippers, a session by the minute, goals as they were reached, the export of tips).

mod audience;
mod chatbot;
mod codes;
mod config;
mod counted;
mod events;
mod face;
mod following;
mod guard;
mod job;
mod live;
mod menus;
mod migration;
mod model;
mod outlet;
mod overlays;
mod speech;
mod store;
mod surface;
mod uploads;
mod usecase;
mod wire;

pub use chatbot::{ChatModelSettings, Chatbot, ChatbotParts};
pub use codes::CODES;
pub use config::{CompanionSettings, TokenRate};
pub use events::{
    ALERT_CHANGED, ALERT_QUEUED, ALERT_RELEASED, ALERT_SKIPPED, AlertChanged, AlertQueued, AlertTip, GOAL_CHANGED, GOAL_COMPLETED,
    GOAL_PROGRESSED, GoalChange, GoalChanged, GoalCompleted, GoalProgressed, MENU_ITEM_TAKEN, MENU_UPDATED, MODERATOR_CHANGED,
    MenuItemTaken, MenuUpdated, ModeratorChanged, SESSION_ENDED, SESSION_STARTED, SESSION_UPDATED, SessionEnded, SessionStarted,
    SessionUpdated, TIP_RECEIVED, TIP_REFUNDED, TIP_RELEASED, TipReceived, TipRefunded, creator_topic, published, session_topic,
};
pub use events::{ANIMATION_TRIGGERED, AnimationTriggered, LEADER_CHANGED, LeaderChanged, THEME_UPDATED, ThemeUpdated};
pub use events::{SETTINGS_UPDATED, SettingsUpdated};
pub use face::{Companion, CompanionParts};
pub use following::SocketOutlet;
pub use guard::{CreatorGuard, SessionGuard, for_others};
pub use job::{
    AlertsFromTips, Conducting, Conductor, CountBoard, GoalsFromTips, Issued, Loudspeaker, MenuFromTips, ModeratorsOfAccounts,
    TipsFromAlerts, Turn,
};
pub use job::{AnimationsFromTips, LeaderFromTips};
pub use migration::migrations;
pub use model::analytics::{ByDay, ByHour, ByPlatform, Calendar, Figures, Range, RangeName, SessionFigures, Summary, TipperStanding};
pub use model::{
    Alert, AlertFilter, AlertSettings, AlertState, AnimationSettings, AnimationTier, AnimationType, ChatbotAnswers, ChatbotSettings,
    CreatorSettings, ExportedTip, GeneralSettings, Span, SpeechEngine, SpeechFilter, SpeechFilterMode, SpeechSettings, VersionedSettings,
    WhenClosed,
};
pub use model::{
    AnimationAssets, Asset, AssetId, CustomAnimation, CustomAnimationId, Leader, MediaType, Theme, ThemeCorner, ThemeFont, ThemeWidgets,
    UploadRole,
};
pub use model::{
    Goal, GoalId, GoalReached, GoalStatus, GoalUnit, MenuItem, MenuItemCategory, MenuItemId, MenuUse, Moderated, Moderator, Note, NoteId,
    OverlayStanding, Persona, PersonaAnswers, PersonaId, PersonaTemplate, PersonaTrigger, Platform, RecordedTip, Right, Rights, Session,
    SessionFilter, SessionId, SessionStatus, Tip, TipFilter, TipId, TipSource, Totals, Viewers,
};
pub use outlet::{ChatbotResponse, Format, InReplyTo, Outlet, Sound, Spoken};
pub use overlays::{OverlayParts, OverlaySettings, Overlays};
pub use speech::{Speech, SpeechEndpointSettings, SpeechParts, VoiceSettings};
pub use store::statements;
pub use surface::rest::overlay::{OverlayState, overlay_rest};
pub use surface::rest::personas::{ChatbotState, chatbot_rest};
pub use surface::rest::speech::{SpeechState, speech_rest};
pub use surface::rest::viewer::viewer_rest;
pub use surface::rest::{CompanionState, rest, rest_documents};
pub use surface::socket::{board, conversations, socket};
pub use usecase::add_custom_animation::AddCustomAnimation;
pub use usecase::add_moderator::AddModerator;
pub use usecase::answer_message::AnswerMessage;
pub use usecase::create_goal::CreateGoal;
pub use usecase::create_menu_item::CreateMenuItem;
pub use usecase::export_tips::{Export, TipPages};
pub use usecase::list_activity::ActivityFilter;
pub use usecase::persona_draft::PersonaFields;
pub use usecase::rebuild_sums::Rebuilt;
pub use usecase::record_tip::RecordTip;
pub use usecase::refund_tip::RefundTip;
pub use usecase::seal_tips::Sealing;
pub use usecase::show_viewer_page::ViewerPage;
pub use usecase::start_session::StartSession;
pub use usecase::summarise_tips::Wanted;
pub use usecase::test_overlay::TestTip;
pub use usecase::trace_session::Minute;
pub use usecase::trigger_animation::TriggerAnimation;
pub use usecase::try_personas::{Tried, TriedAnswer, TriedPersona, TryPersonas};
pub use usecase::try_speech::Voices;
pub use usecase::update_goal::UpdateGoal;
pub use usecase::update_menu_item::UpdateMenuItem;
pub use usecase::update_session::UpdateSession;
pub use wire::{
    AlertBody, GoalAmounts, GoalBody, GoalProgressBody, GoalsBody, MenuBody, MenuItemBody, NoteBody, PublicMenuBody, PublicMenuItemBody,
    SessionBody, TipBody, TotalsBody,
};
