//! Every domain event of the companion, for the AsyncAPI document.

use footlights_surface::{Published, Shape};
use utoipa::ToSchema;

use super::{
    ALERT_CHANGED, ALERT_QUEUED, ALERT_RELEASED, ALERT_SKIPPED, ANIMATION_TRIGGERED, AlertChanged, AlertQueued, AnimationTriggered,
    GOAL_CHANGED, GOAL_COMPLETED, GOAL_PROGRESSED, GoalChanged, GoalCompleted, GoalProgressed, LEADER_CHANGED, LeaderChanged,
    MENU_ITEM_TAKEN, MENU_UPDATED, MODERATOR_CHANGED, MenuItemTaken, MenuUpdated, ModeratorChanged, SESSION_ENDED, SESSION_STARTED,
    SESSION_UPDATED, SETTINGS_UPDATED, SessionEnded, SessionStarted, SessionUpdated, SettingsUpdated, THEME_UPDATED, TIP_RECEIVED,
    TIP_REFUNDED, TIP_RELEASED, ThemeUpdated, TipReceived, TipRefunded,
};

/// All of them, with what each carries.
#[must_use]
pub fn published() -> Vec<Published> {
    vec![
        of::<SessionStarted>(SESSION_STARTED, "creator", "A session began."),
        of::<SessionUpdated>(SESSION_UPDATED, "session", "A session's title or metadata changed; viewers are told by frames."),
        of::<SessionEnded>(SESSION_ENDED, "session", "A session is over."),
        of::<TipReceived>(TIP_RECEIVED, "session", "A tip was recorded."),
        of::<TipReceived>(TIP_RELEASED, "session", "A held tip may be shown to everybody."),
        of::<TipRefunded>(TIP_REFUNDED, "session", "A tip was given back, wholly or in part; also after the session's end."),
        of::<GoalProgressed>(GOAL_PROGRESSED, "session", "A goal stands elsewhere, or is called otherwise."),
        of::<GoalCompleted>(GOAL_COMPLETED, "session", "A goal was reached; without a live session on `creator:ID`."),
        of::<GoalChanged>(GOAL_CHANGED, "creator", "A goal was made, changed, deleted or put elsewhere."),
        of::<MenuUpdated>(MENU_UPDATED, "creator", "A menu is another, or what can be had of it."),
        of::<MenuItemTaken>(MENU_ITEM_TAKEN, "session", "A tip took an item that is limited."),
        of::<AlertQueued>(ALERT_QUEUED, "creator", "An alert came in."),
        of::<AlertChanged>(ALERT_RELEASED, "creator", "A held alert may be shown."),
        of::<AlertChanged>(ALERT_SKIPPED, "creator", "An alert is not to be shown, or no longer."),
        of::<AlertChanged>(ALERT_CHANGED, "creator", "An alert shows, waits to be repeated, or is done."),
        of::<AnimationTriggered>(ANIMATION_TRIGGERED, "session", "An animation begins; without a live session on `creator:ID`."),
        of::<LeaderChanged>(LEADER_CHANGED, "session", "Somebody else leads, or leads by another sum."),
        of::<ThemeUpdated>(THEME_UPDATED, "creator", "The overlay has another look."),
        of::<SettingsUpdated>(SETTINGS_UPDATED, "creator", "A creator has changed her settings."),
        of::<ModeratorChanged>(MODERATOR_CHANGED, "creator", "A moderator came, got other rights, or went."),
    ]
}

fn of<T: ToSchema>(kind: &'static str, topic: &'static str, about: &'static str) -> Published {
    Published { kind, topic, about, payload: Shape::of::<T>() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::published;

    #[test]
    fn every_event_there_is_is_listed() {
        let sources = [
            include_str!("../events.rs"),
            include_str!("alerts.rs"),
            include_str!("goals.rs"),
            include_str!("menu.rs"),
            include_str!("overlay.rs"),
            include_str!("refund.rs"),
        ];
        let declared = sources.into_iter().flat_map(str::lines).filter(|line| line.starts_with("pub const "));
        let declared: BTreeSet<_> = declared.filter_map(|line| line.split('"').nth(1)).collect();
        let listed: BTreeSet<_> = published().iter().map(|event| event.kind).collect();
        assert_eq!(declared, listed);
    }
}
