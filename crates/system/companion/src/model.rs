//! The nouns of the companion.

mod alert;
pub(crate) mod analytics;
mod animation;
mod filter;
mod goal;
mod goal_reached;
mod leader;
mod menu;
mod moderator;
mod money;
mod note;
mod overlay;
mod person;
mod persona;
mod session;
mod settings;
mod theme;
mod tip;
mod upload;
mod viewers;

pub(crate) use footlights_alerts::AlertId;

pub use alert::{Alert, AlertFilter, AlertState};
pub(crate) use alert::{AlertRow, NewAlert};
pub(crate) use analytics::CountedTip;
pub use analytics::ExportedTip;
pub(crate) use animation::{
    ANIMATION_NAME, CUSTOM_ANIMATIONS_MAX, DURATION_MS_USUAL, animation_metadata, asset_path, check_animation_metadata,
    check_animation_type, check_duration,
};
pub use animation::{AnimationAssets, AnimationType, AssetId, CustomAnimation, CustomAnimationId};
pub use filter::{SessionFilter, TipFilter};
pub(crate) use goal::{GOAL_TITLE, GOALS_COMPLETED_MAX, GOALS_OPEN_MAX, PAUSES_MAX, TipShare, check_target, check_unit};
pub use goal::{Goal, GoalId, GoalStatus, GoalUnit};
pub use goal_reached::GoalReached;
pub use leader::Leader;
pub(crate) use leader::folded_name;
pub(crate) use menu::{ITEM_DESCRIPTION, ITEM_NAME, ITEMS_MAX, ItemFigures, check_category};
pub use menu::{MenuItem, MenuItemCategory, MenuItemId, MenuUse};
pub(crate) use moderator::{MODERATING_MAX, MODERATORS_MAX, check_rights};
pub use moderator::{Moderated, Moderator, Right, Rights};
pub(crate) use money::check_currency;
pub(crate) use note::{NOTE, NOTES_PER_SESSION_MAX};
pub use note::{Note, NoteId};
pub(crate) use overlay::OverlayKey;
pub use overlay::OverlayStanding;
pub(crate) use person::PersonId;
pub(crate) use persona::PERSONAS_MAX;
pub use persona::{Persona, PersonaAnswers, PersonaId, PersonaTemplate, PersonaTrigger};
pub(crate) use session::{Book, Hold, SessionOwner, check_metadata, check_platform, check_title};
pub use session::{Platform, Session, SessionId, SessionStatus};
pub use settings::{
    AlertSettings, AnimationSettings, AnimationTier, ChatbotAnswers, ChatbotSettings, CreatorSettings, GeneralSettings, Span, SpeechEngine,
    SpeechFilter, SpeechFilterMode, SpeechSettings, VersionedSettings, WhenClosed,
};
pub use theme::{Theme, ThemeCorner, ThemeFont, ThemeWidgets};
pub(crate) use tip::{AMOUNT_MAX, EXTERNAL_ID, TIP_MESSAGE, TIPPER_NAME, check_source, search_text};
pub use tip::{RecordedTip, Tip, TipId, TipSource, Totals};
pub use upload::{Asset, MediaType, UploadRole};
pub(crate) use upload::{CheckedFile, FILE_BYTES_MAX, check_upload, file_too_large};
pub(crate) use viewers::VIEWERS_MAX;
pub use viewers::Viewers;
