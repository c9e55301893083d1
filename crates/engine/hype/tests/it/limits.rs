//! Every number has its range, and a refusal by name.

use footlights_base::SentimentCategory;
use footlights_hype::{Act, Config, ConfigRefusal, Contribution, Goals, Kind, Refusal, Tier, Voices};

use crate::story::{at, hype, play};

type Spoil = fn(&mut Config);

#[test]
fn each_number_of_a_configuration_is_refused_by_its_name() {
    let wrong: [(&str, Spoil); 29] = [
        ("kickoff.events", |c| c.kickoff.events = 0),
        ("kickoff.events", |c| c.kickoff.events = 501),
        ("kickoff.share_of_present", |c| c.kickoff.share_of_present = f64::NAN),
        ("kickoff.share_of_present", |c| c.kickoff.share_of_present = -0.1),
        ("kickoff.people", |c| c.kickoff.people = 0),
        ("kickoff.window_seconds", |c| c.kickoff.window_seconds = 3_601),
        ("kickoff.least_points", |c| c.kickoff.least_points = 1_000_001),
        ("goals.listed.goals", |c| c.goals = Goals::Listed { goals: vec![], step: 0 }),
        ("goals.listed.goals", |c| c.goals = Goals::Listed { goals: vec![1; 101], step: 0 }),
        ("goals.listed.goals", |c| c.goals = Goals::Listed { goals: vec![1, 0], step: 0 }),
        ("goals.listed.step", |c| c.goals = Goals::Listed { goals: vec![1], step: 1_000_000_001 }),
        ("goals.from_kickoff.factor", |c| c.goals = Goals::FromKickoff { factor: 0.99 }),
        ("goals.from_kickoff.factor", |c| c.goals = Goals::FromKickoff { factor: f64::INFINITY }),
        ("levels", |c| c.levels = 0),
        ("levels", |c| c.levels = 101),
        ("decay.rate", |c| c.decay.rate = 1.0),
        ("decay.rate", |c| c.decay.rate = 1e-9),
        ("decay.tick_seconds", |c| c.decay.tick_seconds = 0),
        ("idle_seconds", |c| c.idle_seconds = 86_401),
        ("level_seconds", |c| c.level_seconds = 86_401),
        ("longest_seconds", |c| c.longest_seconds = 86_401),
        ("cooldown_seconds", |c| c.cooldown_seconds = 86_401),
        ("history", |c| c.history = 101),
        ("named", |c| c.named = 101),
        ("conversion.donation", |c| c.conversion.as_mut().expect("classic has one").donation = -1.0),
        ("conversion.cheer", |c| c.conversion.as_mut().expect("classic has one").cheer = f64::NAN),
        ("moods.strong", |c| c.moods.as_mut().expect("set").strong = 1.1),
        ("moods.tracked", |c| c.moods.as_mut().expect("set").tracked = 0.0),
        ("moods.world_first", |c| c.moods.as_mut().expect("set").world_first = 101.0),
    ];
    for (name, spoil) in wrong {
        let mut config = Config { moods: Config::moods().moods, ..Config::classic() };
        spoil(&mut config);
        match config.check() {
            Err(ConfigRefusal::OutOfRange(out)) => assert_eq!(out.what, name),
            Err(ConfigRefusal::Entries { field, .. }) => assert_eq!(field, name),
            other => panic!("{name} was taken: {other:?}"),
        }
    }
}

#[test]
fn a_train_must_be_able_to_start_and_to_end() {
    assert_eq!(Config { idle_seconds: 0, ..Config::classic() }.check(), Err(ConfigRefusal::NeverEnds));
    assert_eq!(Config { conversion: None, ..Config::classic() }.check(), Err(ConfigRefusal::NothingCounts));
    let said = Config { idle_seconds: 90_000, ..Config::classic() }.check().expect_err("too long").to_string();
    assert_eq!(said, "idle_seconds is 90000, and must be from 0 to 86400");
}

#[test]
fn inputs_out_of_range_are_refused_and_change_nothing() {
    let mut room = hype(Config::classic());
    let before = room.snapshot();
    for act in [
        Act::Donation { minor: 0 },
        Act::Donation { minor: 100_000_001 },
        Act::Subscription { tier: Tier::One, count: 10_001 },
        Act::Bits { count: 0 },
        Act::Cheer { count: u64::MAX },
        Act::Points { kind: Kind::Bits, points: 1_000_000_001 },
    ] {
        let refused = room.handle_contribution(at("1:00"), &Contribution { by: None, act });
        assert!(matches!(refused, Err(Refusal::OutOfRange { .. })), "{act:?}: {refused:?}");
    }
    assert!(matches!(room.handle_injection(at("1:00"), 0), Err(Refusal::OutOfRange { .. })));
    let voices = Voices { category: SentimentCategory::Excited, members: 10, weight_256ths: 2_560 };
    assert_eq!(room.handle_voices(at("1:00"), &voices), Err(Refusal::NoMoods));
    assert_eq!(room.snapshot(), before, "not even its clock");

    let mut session = hype(Config::moods());
    let too_many = Voices { members: 16_000_001, ..voices };
    assert!(matches!(session.handle_voices(at("1:00"), &too_many), Err(Refusal::OutOfRange { .. })));
    let too_heavy = Voices { members: 0, ..voices };
    assert!(matches!(session.handle_voices(at("1:00"), &too_heavy), Err(Refusal::TooHeavy { .. })));
    let gift = Contribution { by: None, act: Act::Bits { count: 1 } };
    assert_eq!(session.handle_contribution(at("1:00"), &gift), Err(Refusal::NoContributions));
    let moods = Config::moods().moods.expect("moods count");
    for intensity in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
        assert!(matches!(moods.weigh(intensity, None, false), Err(Refusal::Intensity(_))), "{intensity}");
    }
}

#[test]
fn rules_change_between_trains_only() {
    let mut room = hype(Config::classic());
    play(&mut room, "0:00 ada donates 1");
    let twitch = Config::twitch().check().expect("valid");
    assert_eq!(room.change_rules(twitch.clone()), Err(Refusal::TrainRunning));
    play(&mut room, "5:00 wait");
    assert_eq!(room.change_rules(twitch), Ok(()));
    assert_eq!(play(&mut room, "6:00 ada cheers 100"), "", "one is not enough any more");
}

#[test]
fn a_configuration_is_read_as_it_is_written_and_nothing_unknown_with_it() {
    for config in [Config::classic(), Config::twitch(), Config::moods()] {
        let text = serde_json::to_string(&config).expect("plain");
        assert_eq!(serde_json::from_str::<Config>(&text).expect("own text"), config);
        let unknown = text.replacen('{', "{\"horn\":1,", 1);
        assert!(serde_json::from_str::<Config>(&unknown).is_err());
    }
}
