//! What works by itself: alerts from tips and the conductor who shows them, answers of personas, tips that are spoken, viewer
//! counts on their way, sums of tips, the end of a deleted account's session, and the forgetting of old alerts.

mod alert;
mod alerts_from_tips;
mod animations_from_tips;
mod answer_jobs;
mod chatbot_from_tips;
mod conducting;
mod conductor;
mod end_with_account;
mod goals_from_tips;
mod leader_from_tips;
mod loudspeaker;
mod menu_from_tips;
mod menu_to_sessions;
mod moderators_of_accounts;
pub(crate) mod news;
pub(crate) mod persona_timers;
mod release_held;
pub(crate) mod seal;
mod seal_old;
mod speak_tips;
mod speech_from_tips;
mod summing;
mod tips_from_alerts;
mod trim_alerts;
mod viewer_counts;

pub(crate) use alert::{TipAlert, queue_alert};
pub use alerts_from_tips::AlertsFromTips;
pub use animations_from_tips::AnimationsFromTips;
pub use conducting::{Conducting, Issued, Turn};
pub use conductor::Conductor;
pub use goals_from_tips::GoalsFromTips;
pub use leader_from_tips::LeaderFromTips;
pub use loudspeaker::Loudspeaker;
pub use menu_from_tips::MenuFromTips;
pub use moderators_of_accounts::ModeratorsOfAccounts;
pub use tips_from_alerts::TipsFromAlerts;
pub use viewer_counts::CountBoard;

use std::sync::Arc;

use footlights_store::{JobHandler, Subscriber};

use self::answer_jobs::AnswerJobs;
use self::chatbot_from_tips::ChatbotFromTips;
use self::end_with_account::{EndWithAccount, HearOfDeleted};
use self::persona_timers::PersonaTimers;
use self::speak_tips::SpeakTips;
use self::speech_from_tips::SpeechFromTips;
use self::trim_alerts::TrimAlerts;
use crate::{Chatbot, Overlays, Speech};

impl Overlays {
    /// Everything that reacts to events.
    #[must_use]
    pub fn subscribers(&self) -> Vec<Arc<dyn Subscriber>> {
        vec![
            Arc::new(AlertsFromTips::new(self.companion.settings.for_creators())),
            Arc::new(GoalsFromTips),
            Arc::new(MenuFromTips::new(self.companion.settings.for_creators())),
            Arc::new(ModeratorsOfAccounts),
            Arc::new(TipsFromAlerts),
            Arc::new(HearOfDeleted),
            Arc::new(AnimationsFromTips::new(self.companion.settings.for_creators())),
            Arc::new(LeaderFromTips),
        ]
    }

    /// Queues of durable jobs. [`Overlays::trim_alerts_in`] and [`Companion::seal_old_tips`](crate::Companion::seal_old_tips) begin two of
    /// them.
    #[must_use]
    pub fn jobs(&self) -> Vec<Arc<dyn JobHandler>> {
        vec![
            Arc::new(seal::SealTips(self.companion.clone())),
            Arc::new(seal_old::SealOldTips(self.companion.clone())),
            Arc::new(release_held::ReleaseHeld(self.companion.clone())),
            Arc::new(EndWithAccount(self.clone())),
            Arc::new(TrimAlerts(self.clone())),
        ]
    }
}

impl Chatbot {
    /// Everything that reacts to events.
    #[must_use]
    pub fn subscribers(&self) -> Vec<Arc<dyn Subscriber>> {
        vec![Arc::new(ChatbotFromTips::new(self.clone())), Arc::new(PersonaTimers)]
    }

    /// Queues of durable jobs.
    #[must_use]
    pub fn jobs(&self) -> Vec<Arc<dyn JobHandler>> {
        vec![Arc::new(AnswerJobs::new(self.clone()))]
    }
}

impl Speech {
    /// Everything that reacts to events.
    #[must_use]
    pub fn subscribers(&self) -> Vec<Arc<dyn Subscriber>> {
        vec![Arc::new(SpeechFromTips::new(self.companion.settings.for_creators()))]
    }

    /// Queues of durable jobs.
    #[must_use]
    pub fn jobs(&self) -> Vec<Arc<dyn JobHandler>> {
        vec![Arc::new(SpeakTips::new(self.clone()))]
    }
}
