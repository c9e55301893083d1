//! What is out of range is refused by name, and nothing has changed then.

use footlights_base::{Intensity, SentimentCategory, SentimentEntry};
use footlights_crowd::{
    Appeal, Config, ConfigRefusal, Crowd, Distribution, Engagement, EventType, Happening, Interest, Opening, PULSE_ENTRIES_MAX, Phase,
    Refusal, SEED_MAX, TAGS_ON_STAGE_MAX, TagRule, Weights,
};

use crate::stage::{FIRST, FIRST_STREAMER, SECOND, SECOND_STREAMER, crowd, opening};

#[test]
fn numbers_out_of_range_are_refused_by_their_field() {
    let refused = |config: Config| match config.check() {
        Err(ConfigRefusal::OutOfRange(out)) => out.what,
        other => panic!("{other:?}"),
    };
    let default = Config::default;
    assert_eq!(refused(Config { max_per_session: 1_000_000_000, ..default() }), "max_per_session");
    assert_eq!(refused(Config { reservoir: 0, ..default() }), "reservoir");
    assert_eq!(refused(Config { tick_seconds: 0, ..default() }), "tick_seconds");
    for decay in [f64::NAN, -0.01, f64::INFINITY] {
        assert_eq!(refused(Config { engagement: Engagement { decay, ..Engagement::default() }, ..default() }), "engagement.decay");
    }
    assert_eq!(refused(Config { weights: Weights { content: f64::NAN, ..Weights::default() }, ..default() }), "weights.content");
}

#[test]
fn lists_and_names_are_refused_by_their_name() {
    let rule = |number: usize| TagRule { tag: format!("tag{number}"), appeals: vec![Appeal { interest: "Combat".to_owned(), weight: 50 }] };
    let many = Config { tags: (0..10_000).map(rule).collect(), ..Config::default() };
    assert_eq!(many.check(), Err(ConfigRefusal::TooMany { field: "tags", count: 10_000, max: 256 }));
    let interest = |name: &str| Interest { name: name.to_owned(), share: 1, label: String::new() };
    let twice = Config { interests: vec![interest("Combat"), interest("COMBAT")], tags: Vec::new(), ..Config::default() };
    assert_eq!(twice.check(), Err(ConfigRefusal::Twice { field: "interests", name: "COMBAT".to_owned() }));
    let none = Config { personalities: Vec::new(), ..Config::default() };
    assert_eq!(none.check(), Err(ConfigRefusal::Empty { field: "personalities" }));
    let unknown = Config {
        tags: vec![TagRule { tag: "x".to_owned(), appeals: vec![Appeal { interest: "Cats".to_owned(), weight: 9 }] }],
        ..Config::default()
    };
    assert_eq!(unknown.check(), Err(ConfigRefusal::Unknown { field: "tags.appeals", name: "Cats".to_owned() }));
    let long = Config { interests: vec![interest(&"x".repeat(65))], tags: Vec::new(), ..Config::default() };
    assert_eq!(long.check(), Err(ConfigRefusal::NameLength { field: "interests", bytes: 65 }));
}

/// What each of these says no to, with the state as it was before.
fn refusals(crowd: &mut Crowd, each: &[(&str, &dyn Fn(&mut Crowd) -> Option<Refusal>)]) {
    let before = crowd.hash();
    for (what, act) in each {
        assert!(act(crowd).is_some(), "{what} was taken");
        assert_eq!(crowd.hash(), before, "{what} was refused and yet changed something");
    }
}

#[test]
fn inputs_out_of_range_change_nothing() {
    let mut crowd = crowd(&Config::default(), 1_000);
    crowd.open(&opening(FIRST, FIRST_STREAMER, Phase::Rising, &[("combat", 0.5)])).unwrap();
    let everybody = Distribution::of(crowd.rules());
    let entry = SentimentEntry { category: SentimentCategory::Excited, intensity: Intensity::ONE, tracking_id: None, viewer_type: None };
    refusals(
        &mut crowd,
        &[
            ("nobody to seed", &|crowd| crowd.seed(0, &everybody).err()),
            ("too many to seed", &|crowd| crowd.seed(SEED_MAX + 1, &everybody).err()),
            ("a session twice", &|crowd| crowd.open(&Opening::of(FIRST, SECOND_STREAMER, Phase::Rising)).err()),
            ("a streamer twice", &|crowd| crowd.open(&Opening::of(SECOND, FIRST_STREAMER, Phase::Rising)).err()),
            ("an unknown tag", &|crowd| crowd.set_tags(FIRST, &[("knitting", 0.5)]).err()),
            ("a strength that is no number", &|crowd| crowd.set_tags(FIRST, &[("combat", f64::NAN)]).err()),
            ("too many tags", &|crowd| crowd.set_tags(FIRST, &vec![("combat", 0.1); TAGS_ON_STAGE_MAX + 1]).err()),
            ("significance 2", &|crowd| crowd.react(FIRST, &Happening::of(EventType::LevelUp, 2.0)).err()),
            ("an unknown session", &|crowd| crowd.react(SECOND, &Happening::of(EventType::LevelUp, 0.5)).err()),
            ("hype 7", &|crowd| crowd.set_hype(FIRST, 7).err()),
            ("a raid on oneself", &|crowd| crowd.raid(FIRST, FIRST, 0.5).err()),
            ("not paused", &|crowd| crowd.resume(FIRST).err()),
            ("too large a pulse", &|crowd| crowd.pulse(FIRST, &vec![entry; PULSE_ENTRIES_MAX + 1]).err()),
        ],
    );
}

#[test]
fn a_reservoir_has_an_end() {
    let rules = Config { reservoir: 16_000_000, ..Config::default() }.check().unwrap();
    let narrow = Distribution::given(&rules, &[("Loyal", 1)], &[("combat", 3), ("PvP", 1)], 1, 2).unwrap();
    let mut crowd = Crowd::new(Config::default().check().unwrap());
    let seeded = crowd.seed(50_000, &narrow).unwrap();
    assert_eq!((seeded.created, seeded.total), (50_000, 50_000));
    assert!(matches!(Distribution::given(&rules, &[("Nobody", 1)], &[], 1, 1), Err(Refusal::UnknownName(_))));
    assert!(Distribution::given(&rules, &[("Loyal", 0)], &[], 1, 1).is_err());
}
