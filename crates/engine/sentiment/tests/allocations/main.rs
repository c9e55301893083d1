//! What no line may do: ask for memory.

#[path = "../../../crowd/tests/allocations/counting.rs"]
mod counting;

use footlights_base::{PlatformSessionId, Timestamp};
use footlights_sentiment::{Classifier, PulseConfig, Pulses, Roles, Scratch, Viewer, With};

const CHAT: &str = include_str!("../../data/chat.tsv");

#[test]
fn no_line_allocates() {
    let long = "so good PogChamp 😂 ".repeat(2_000);
    for with in [With::Rules, With::Model, With::Both] {
        let (classifier, mut scratch) = (Classifier::new(with), Scratch::new());
        let lines = CHAT.lines().chain([long.as_str(), "", "\u{0}\u{fffd}", "AAAAAAAAA!!!!!!"]);
        let (count, moods) = counting::count(|| lines.filter(|line| classifier.classify(line, &mut scratch).is_some()).count());
        assert!(moods > 500, "{with:?}: {moods} lines feel something");
        assert_eq!(count, 0, "{with:?}");
    }
}

#[test]
fn no_line_of_somebody_known_allocates_on_its_way_into_a_pulse() {
    let (classifier, mut scratch) = (Classifier::new(With::Rules), Scratch::new());
    let rules = PulseConfig::default().check().expect("the defaults");
    let mut pulses = Pulses::begin(rules, PlatformSessionId::from_bytes([1; 16]), [2; 32], Timestamp::from_millis(0));
    let users: Vec<String> = (0..200).map(|number| format!("user-{number}")).collect();
    let mut hear = |pulses: &mut Pulses| {
        for (number, line) in CHAT.lines().enumerate() {
            let viewer = Viewer { user: &users[number % users.len()], roles: Roles::default() };
            let mood = classifier.classify(line, &mut scratch);
            assert_eq!(pulses.handle_line(Timestamp::from_millis(1_000), &viewer, mood), Ok(None));
        }
    };
    hear(&mut pulses);
    assert_eq!(counting::count(|| hear(&mut pulses)).0, 0);
    assert!(pulses.poll(Timestamp::from_millis(15_000)).is_some_and(|pulse| pulse.sentiments.len() == 200));
}
