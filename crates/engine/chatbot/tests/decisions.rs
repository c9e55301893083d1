//! Who answers and why the others do not.

use std::time::Duration;

use footlights_base::Timestamp;
use footlights_chatbot::{Decision, Happening, History, Outcome, Persona, Template, Trigger, Variables, WeightedTemplate, decide, tame};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

fn persona(triggers: &[(&str, &str)]) -> Persona {
    Persona {
        active: true,
        triggers: triggers.iter().map(|(kind, value)| Trigger::parse(kind, value).expect("a trigger")).collect(),
        templates: vec![WeightedTemplate { template: "hi {sender}".parse().expect("a template"), weight: 1 }],
        cooldown: Duration::from_secs(30),
        person_cooldown: Duration::from_mins(2),
    }
}

fn said(text: &str) -> Happening<'_> {
    Happening::Message { text, first: false }
}

fn open() -> History<'static> {
    History { per_minute: 20, ..History::default() }
}

fn outcomes(decision: &Decision) -> Vec<Outcome> {
    decision.considered.iter().map(|considered| considered.outcome).collect()
}

#[test]
fn the_first_that_can_answers_and_says_by_what() {
    let personas = [persona(&[("keyword", "song")]), persona(&[("command", "help"), ("keyword", "hello")]), persona(&[("regex", "hel+o")])];
    let decision = decide(&personas, said("Hello there"), open(), NOW);
    assert_eq!(outcomes(&decision), [Outcome::NoTrigger, Outcome::Answered, Outcome::Outweighed]);
    let choice = decision.choice.expect("somebody answers");
    assert_eq!((choice.persona, choice.trigger), (1, 1));
    assert_eq!(decision.considered[2].trigger, Some(0));
}

#[test]
fn one_that_is_off_never_does() {
    let personas = [Persona { active: false, ..persona(&[("keyword", "hello")]) }, persona(&[("keyword", "hello")])];
    assert_eq!(outcomes(&decide(&personas, said("hello"), open(), NOW)), [Outcome::Inactive, Outcome::Answered]);
}

#[test]
fn cooldowns_end_to_the_millisecond() {
    let personas = [persona(&[("keyword", "hello")])];
    let ago = |ms| [Some(NOW.minus(Duration::from_millis(ms)))];
    let outcome = |answered: &[Option<Timestamp>], answered_person: &[Option<Timestamp>]| {
        let decision = decide(&personas, said("hello"), History { answered, answered_person, ..open() }, NOW);
        (decision.considered[0].outcome, decision.considered[0].wait)
    };
    assert_eq!(outcome(&ago(29_999), &[]), (Outcome::CoolingDown, Some(Duration::from_millis(1))));
    assert_eq!(outcome(&ago(30_000), &[None]), (Outcome::Answered, None));
    assert_eq!(outcome(&ago(40_000), &ago(60_000)), (Outcome::PersonCoolingDown, Some(Duration::from_mins(1))));
    assert_eq!(outcome(&ago(40_000), &ago(120_000)), (Outcome::Answered, None));
}

#[test]
fn one_that_cools_down_leaves_the_answer_to_the_next() {
    let personas = [persona(&[("keyword", "hello")]), persona(&[("keyword", "hello")])];
    let history = History { answered: &[Some(NOW), None], ..open() };
    let decision = decide(&personas, said("hello"), history, NOW);
    assert_eq!(outcomes(&decision), [Outcome::CoolingDown, Outcome::Answered]);
    assert!(decision.considered[0].detail().contains("30 s"), "{}", decision.considered[0].detail());
}

#[test]
fn a_spent_budget_silences_all() {
    let personas = [persona(&[("keyword", "hello")]), persona(&[("keyword", "other")])];
    let decision = decide(&personas, said("hello"), History { this_minute: 20, ..open() }, NOW);
    assert_eq!((outcomes(&decision), decision.choice), (vec![Outcome::Budget, Outcome::NoTrigger], None));
    assert_eq!(decide(&personas, said("hello"), History { this_minute: 19, ..open() }, NOW).choice.map(|choice| choice.persona), Some(0));
}

#[test]
fn tips_timers_and_newcomers_set_off_their_own() {
    let personas = [
        persona(&[("tip", "500")]),
        persona(&[("tip", "501-999")]),
        persona(&[("timer", "15")]),
        persona(&[("timer", "15")]),
        persona(&[("first_message", "")]),
    ];
    let who = |happening| decide(&personas, happening, open(), NOW).choice.map(|choice| choice.persona);
    let tip = |amount_cents| Happening::Tip { amount_cents };
    assert_eq!([499, 500, 501, 999, 1_000].map(|amount| who(tip(amount))), [None, Some(0), Some(1), Some(1), None]);
    assert_eq!([2, 3, 0].map(|which| who(Happening::Timer(which))), [Some(2), Some(3), None]);
    assert_eq!(who(Happening::Message { text: "500", first: true }), Some(4));
    assert_eq!(who(said("500")), None);
}

proptest! {
    #[test]
    fn at_most_one_answers_and_every_persona_is_accounted_for(text in ".{0,60}", spent in 0_u32..30, ago in 0_u64..60_000) {
        let personas = [persona(&[("keyword", "a")]), persona(&[("regex", "[a-m]")]), persona(&[("first_message", "")])];
        let answered = [Some(NOW.minus(Duration::from_millis(ago))), None, None];
        let history = History { answered: &answered, this_minute: spent, ..open() };
        let decision = decide(&personas, Happening::Message { text: &text, first: true }, history, NOW);
        prop_assert_eq!(decision.considered.len(), personas.len());
        let answering = decision.considered.iter().filter(|one| one.outcome == Outcome::Answered).count();
        prop_assert_eq!(answering, usize::from(decision.choice.is_some()));
        prop_assert!(spent < 20 || decision.choice.is_none());
    }

    #[test]
    fn what_is_escaped_is_said_as_it_is(text in "\\PC{0,40}[a-z{}]\\PC{0,40}", message in ".{0,80}") {
        let source = text.replace('{', "{{").replace('}', "}}");
        let template: Template = source.parse().expect("escaped");
        prop_assert_eq!(template.fill(Variables { message: &message, ..Variables::default() }), text);
    }

    #[test]
    fn what_is_tamed_is_tame(text in "\\PC{0,80}|.{0,80}") {
        let once = tame(&text);
        prop_assert_eq!(&tame(&once), &once);
        prop_assert!(!once.chars().any(char::is_control) && !once.contains("://"));
    }
}
