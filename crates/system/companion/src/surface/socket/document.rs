//! Everything the namespaces hear and tell, for the AsyncAPI document: one line a message, with the struct it is made of.

use footlights_surface::{Conversation, Numbering, Shape};

use super::alert_frames::{Changed, CreatorState, Queued, Settings, Skipped};
use super::frames::{NewTotals, RefundFrame, TipReceived, ViewerCounts};
use super::overlay::{AlertFinished, Answer, JoinOverlay, LeaveOverlay, OverlayState};
use super::overlay_frames::{AnimationTrigger, LeaderChanged, SessionStarted, ThemeUpdated};
use super::streaming::{AddTip, ChatbotMessage, Creator, Looked, Named, TipAdded, UpdateViewers};
use super::{overlay, streaming};
use crate::following::{AUDIO_FRAME, AudioFrame};
use crate::wire::{GoalProgressBody, GoalsBody, MenuBody, SessionFigures, SessionState, TipBody};
use crate::{ChatbotResponse, Issued};

const OWN: &str = "the creator; her moderators with the right to tips";
const CREATOR: &str = "the creator";
const REPORTERS: &str = "the creator; her moderators with the right to sessions";
const LOOKERS_ON: &str = "the creator; her moderators";
const ALERTERS: &str = "the creator; her moderators with the right to alerts";
const ALL: &str = "everybody who has joined";
const KEYED: &str = "overlays that came in by a key";
const HOLDERS: &str = "overlays that came in by a key, but for previews";
const ANYBODY: &str = "anybody";

/// What `/streaming` and `/streaming/overlay` hear and tell.
#[must_use]
pub fn conversations() -> Vec<Conversation> {
    vec![streaming(), overlay()]
}

fn streaming() -> Conversation {
    let about = "For creators, their moderators and scripts: connect with `auth: {token}`.";
    let heard = Conversation::new(streaming::PATH, about)
        .hears("join_session", LOOKERS_ON, "Follow a session. `lastSequence` and `epoch` say what the client has.", Shape::of::<Named>())
        .follows()
        .hears("leave_session", ANYBODY, "Follow it no more.", Shape::of::<Named>())
        .hears("follow_creator", ALERTERS, "Follow a creator: her alerts, goals, menu, settings.", Shape::of::<Creator>())
        .follows()
        .hears("unfollow_creator", ANYBODY, "Follow her no more.", Shape::of::<Creator>())
        .hears("update_viewers", REPORTERS, "Say how many watch now.", Shape::of::<UpdateViewers>())
        .hears(streaming::ADD_TIP, OWN, "Record a tip.", Shape::of::<AddTip>())
        .answers(Shape::of::<TipAdded>())
        .hears("chatbot_message", CREATOR, "Say something in the chat; personas may answer.", Shape::of::<ChatbotMessage>())
        .answers(Shape::of::<Looked>());
    let state = Shape::of::<SessionState>().or(Shape::of::<CreatorState>());
    broadcast(heard, tip().or(seen_tip()))
        .tells("tip_released", OWN, "A held tip may be shown to everybody.", Numbering::Numbered, tip())
        .tells("alert_queued", ALERTERS, "An alert came in.", Numbering::Numbered, Shape::of::<Queued>())
        .tells("alert_changed", ALERTERS, "An alert moved.", Numbering::Numbered, Shape::of::<Changed>())
        .tells("settings_updated", ALERTERS, "How alerts come is another.", Numbering::Numbered, Shape::of::<Settings>())
        .tells("chatbot_response", OWN, "A persona answers.", Numbering::Unnumbered, Shape::of::<ChatbotResponse>())
        .tells(AUDIO_FRAME, OWN, "Something was spoken; `sound` is always false here.", Numbering::Direct, audio())
        .tells("snapshot", ALL, "The state for who begins to follow, or has missed too much.", Numbering::Snapshot, state.as_field("state"))
}

fn overlay() -> Conversation {
    let about = "For OBS and creators' pages, without signing in. It only watches: what writes on `/streaming` is `read_only` here.";
    let heard = Conversation::new(overlay::PATH, about)
        .hears("join_overlay", ANYBODY, "Watch: by one of `overlayKey`, `sessionId`, `creatorId`.", Shape::of::<JoinOverlay>())
        .follows()
        .answers(Shape::of::<Answer>().or(Shape::object()))
        .hears("leave_overlay", ANYBODY, "Watch no more.", Shape::of::<LeaveOverlay>())
        .hears("alert_finished", HOLDERS, "A showing of an alert is over.", Shape::of::<AlertFinished>())
        .hears("overlay_state", HOLDERS, "Say whether it is on the programme.", Shape::of::<OverlayState>());
    let state = Shape::of::<SessionState>();
    broadcast(heard, seen_tip())
        .tells("session_started", KEYED, "A session began; its frames follow.", Numbering::Numbered, Shape::of::<SessionStarted<'_>>())
        .tells("theme_updated", KEYED, "The look is another.", Numbering::Numbered, Shape::of::<ThemeUpdated<'_>>())
        .tells("alert", KEYED, "Show this now; `sound` is true for one of them.", Numbering::Direct, sounding(Shape::of::<Issued>()))
        .tells("alert_skipped", KEYED, "Show it no longer.", Numbering::Numbered, Shape::of::<Skipped>())
        .tells("chatbot_response", KEYED, "A persona answers.", Numbering::Unnumbered, Shape::of::<ChatbotResponse>())
        .tells(AUDIO_FRAME, KEYED, "Something was spoken; `sound` is true for one of them.", Numbering::Direct, audio())
        .tells("snapshot", ALL, "The state for who begins to follow, or has missed too much.", Numbering::Snapshot, state.as_field("state"))
}

/// What both are told alike.
fn broadcast(conversation: Conversation, tip: Shape) -> Conversation {
    let figures = Shape::of::<SessionFigures>().or(Shape::of::<NewTotals<'_>>()).or(Shape::of::<ViewerCounts>());
    conversation
        .tells("tip_received", ALL, "A tip was recorded.", Numbering::Numbered, tip)
        .tells("tip_refunded", ALL, "A tip was given back, wholly or in part.", Numbering::Numbered, Shape::of::<RefundFrame>())
        .tells(
            "session_updated",
            ALL,
            "Figures and status of a session: all of them, its totals, or its viewers.",
            Numbering::Either,
            figures,
        )
        .tells("goal_progress", ALL, "A goal stands elsewhere.", Numbering::Numbered, Shape::of::<GoalProgressBody>())
        .tells("goal_completed", ALL, "A goal was reached.", Numbering::Numbered, Shape::of::<GoalProgressBody>())
        .tells("goals_updated", ALL, "The goals are others.", Numbering::Numbered, Shape::of::<GoalsBody>())
        .tells("menu_updated", ALL, "The menu is another, or what can be had of it.", Numbering::Either, Shape::of::<MenuBody>())
        .tells("animation_trigger", ALL, "An animation begins.", Numbering::Numbered, Shape::of::<AnimationTrigger<'_>>())
        .tells(
            "leader_changed",
            "the creator; her moderators with the right to tips; overlays by key",
            "Somebody else leads.",
            Numbering::Numbered,
            Shape::of::<LeaderChanged<'_>>(),
        )
        .tells("resync", ALL, "Frames of this topic are dropped: join again.", Numbering::Unnumbered, Shape::object())
        .tells("error", ANYBODY, "An event was refused for which no acknowledgement was asked.", Numbering::Direct, Shape::error())
}

fn tip() -> Shape {
    Shape::of::<TipReceived<'_, TipBody>>()
}

/// As others than the creator see it.
fn seen_tip() -> Shape {
    tip().with("tip", Shape::of::<TipBody>().without("externalId"))
}

fn audio() -> Shape {
    sounding(Shape::of::<AudioFrame<'_>>())
}

/// With whether this one makes the sound.
fn sounding(frame: Shape) -> Shape {
    frame.with("sound", Shape::of::<bool>())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::conversations;

    /// The names in front of `=>` in the source of a namespace's `event`.
    fn matched(source: &'static str) -> BTreeSet<&'static str> {
        let arms = source.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" =>")).map(|(name, _)| name);
        arms.filter(|name| !name.contains('"')).collect()
    }

    /// What is promised to stay, by namespace: heard, then told.
    const PROMISED: [[&[&str]; 2]; 2] = [
        [
            &["join_session", "leave_session", "follow_creator", "unfollow_creator", "update_viewers", "add_tip", "chatbot_message"],
            &[
                "session_updated",
                "tip_received",
                "tip_refunded",
                "goal_progress",
                "goal_completed",
                "chatbot_response",
                "chat_participant_audio",
                "animation_trigger",
                "menu_updated",
                "snapshot",
                "resync",
                "error",
            ],
        ],
        [
            &["join_overlay", "leave_overlay", "alert_finished", "overlay_state"],
            &[
                "tip_received",
                "tip_refunded",
                "goal_progress",
                "goal_completed",
                "animation_trigger",
                "menu_updated",
                "session_updated",
                "alert",
                "chat_participant_audio",
                "chatbot_response",
                "snapshot",
                "resync",
                "error",
            ],
        ],
    ];

    #[test]
    fn what_is_promised_is_in_the_tables() {
        for (conversation, [heard, told]) in conversations().iter().zip(PROMISED) {
            let (hears, tells): (Vec<_>, Vec<_>) = (conversation.heard().collect(), conversation.told().collect());
            assert!(heard.iter().all(|name| hears.contains(name)), "{hears:?}");
            assert!(told.iter().all(|name| tells.contains(name)), "{tells:?}");
        }
    }

    #[test]
    fn every_event_a_namespace_answers_is_in_its_table() {
        for (conversation, source) in conversations().iter().zip([include_str!("streaming.rs"), include_str!("overlay.rs")]) {
            let listed: BTreeSet<_> = conversation.heard().collect();
            let answered = matched(source);
            assert!(answered.len() >= 3 && answered.is_subset(&listed), "{answered:?} and {listed:?}");
        }
    }

    #[test]
    fn every_frame_that_is_made_is_in_a_table() {
        let told: BTreeSet<_> = conversations().iter().flat_map(super::Conversation::told).collect();
        let sources = [
            include_str!("frames.rs"),
            include_str!("frames/goals.rs"),
            include_str!("alert_frames.rs"),
            include_str!("overlay_frames.rs"),
        ];
        let called = |call: &'static str, nth: usize| {
            let rests = sources.into_iter().flat_map(move |source| source.split(call).skip(1));
            rests.filter_map(move |rest| rest.lines().next()?.split('"').nth(nth))
        };
        let made: BTreeSet<_> = called("WireEvent::new(\"", 0).chain(called("told::<", 1)).collect();
        assert!(made.len() >= 10, "{made:?}");
        assert!(made.is_subset(&told), "{made:?} and {told:?}");
    }
}
