//! Stories of streams, as a game's designer would tell them.

use footlights_base::{Intensity, SentimentCategory, SentimentEntry, TrackedViewerType, TrackingId};
use footlights_crowd::{
    Attendance, Cause, Config, Crowd, Entry, Event, EventType, Evolution, EvolutionStep, Following, Happening, MomentType, Opening, Phase,
    Reason, Told, share,
};

use crate::stage::{FIRST, FIRST_STREAMER, SECOND, SECOND_STREAMER, audience, crowd, opening, pass};

const COMBAT: [(&str, f64); 2] = [("combat", 0.6), ("adventure", 0.4)];

fn entry(category: SentimentCategory, intensity: f32) -> SentimentEntry {
    SentimentEntry { category, intensity: Intensity::clamped(intensity), tracking_id: None, viewer_type: None }
}

fn tracked(category: SentimentCategory, intensity: f32, id: u8, kind: TrackedViewerType) -> SentimentEntry {
    SentimentEntry { tracking_id: Some(TrackingId::from_bytes([id; 16])), viewer_type: Some(kind), ..entry(category, intensity) }
}

fn left(told: &[Told], why: Reason) -> u32 {
    let one = |event: &Event| if let Event::Left { reason, count, .. } = event { if *reason == why { *count } else { 0 } } else { 0 };
    told.iter().flat_map(|told| &told.events).map(one).sum()
}

/// With everybody around a stream of some phase and tags.
fn stream(phase: Phase, tags: &[(&str, f64)]) -> Crowd {
    let mut crowd = crowd(&Config::default(), 10_000);
    crowd.open(&opening(FIRST, FIRST_STREAMER, phase, tags)).expect("a free streamer");
    crowd
}

#[test]
fn a_house_opens_as_large_as_the_phase_and_an_interesting_stage_keeps_it() {
    for (phase, house) in [(Phase::Unknown, 50), (Phase::Rising, 100), (Phase::Popular, 200), (Phase::Celebrity, 400), (Phase::Legend, 800)]
    {
        let mut crowd = stream(phase, &COMBAT);
        assert_eq!(audience(&crowd, FIRST), house);
        pass(&mut crowd, 45);
        let after = audience(&crowd, FIRST);
        assert!(after > house * 8 / 10 && after < house * 2, "{phase:?}: {house} became {after}");
    }
}

#[test]
fn a_stage_with_nothing_on_it_empties_out_of_boredom() {
    let mut crowd = stream(Phase::Rising, &[]);
    let told = pass(&mut crowd, 30);
    assert!(audience(&crowd, FIRST) < 15, "{} are left", audience(&crowd, FIRST));
    assert!(left(&told, Reason::Bored) > 60);
}

#[test]
fn who_stays_is_who_likes_it() {
    let mut crowd = stream(Phase::Popular, &[("crafting", 1.0)]);
    let share = |crowd: &Crowd| {
        let composition = crowd.composition(FIRST).unwrap();
        f64::from(composition.interests["Crafting"]) / f64::from(composition.total)
    };
    let before = share(&crowd);
    pass(&mut crowd, 30);
    let after = share(&crowd);
    assert!(after > 0.7 && after > before, "crafters were {before:.2} and are {after:.2}");
}

#[test]
fn a_boss_falls_and_the_house_goes_wild() {
    let mut crowd = stream(Phase::Popular, &COMBAT);
    pass(&mut crowd, 20);
    let before = audience(&crowd, FIRST);
    let defeat = Happening { description: Some("The dragon falls".to_owned()), ..Happening::of(EventType::Achievement, 1.0) };
    let reaction = crowd.react(FIRST, &defeat).unwrap();
    assert!(reaction.excitement_delta > 0.03 && reaction.gained > 0 && reaction.hype_contribution > 0.2, "{reaction:?}");
    let small = crowd.react(FIRST, &Happening::of(EventType::LevelUp, 0.2)).unwrap();
    assert!(small.hype_contribution < reaction.hype_contribution / 4.0 && small.excitement_delta < reaction.excitement_delta);
    let told = pass(&mut crowd, 1);
    let excited = told[0].voices.iter().find(|voices| voices.category == SentimentCategory::Excited).expect("they shout");
    assert!(excited.members >= 20);
    pass(&mut crowd, 4);
    assert!(audience(&crowd, FIRST) > before, "word got round");
    let summary = crowd.end(FIRST).unwrap();
    assert_eq!(summary.moments[0].moment, MomentType::Achievement);
    assert_eq!(summary.moments[0].description.as_deref(), Some("The dragon falls"));
}

#[test]
fn a_world_first_counts_ten_times() {
    let react = |event| {
        let mut crowd = stream(Phase::Popular, &[("discovery", 0.6)]);
        pass(&mut crowd, 10);
        crowd.react(FIRST, &Happening::of(event, 0.12)).unwrap();
        let told = pass(&mut crowd, 1);
        told[0].voices.iter().map(|voices| voices.weight).sum::<u64>()
    };
    assert!(react(EventType::WorldFirst) > 10 * react(EventType::Discovery).max(100));
}

#[test]
fn what_an_event_brought_fades_within_minutes() {
    let mut crowd = stream(Phase::Rising, &COMBAT);
    pass(&mut crowd, 10);
    crowd.react(FIRST, &Happening::of(EventType::CraftComplete, 1.0)).unwrap();
    let crafting = |crowd: &Crowd| crowd.view(FIRST).unwrap().tags.iter().filter(|tag| tag.0 == "Crafting").map(|tag| tag.1).sum::<f64>();
    assert!(crafting(&crowd) > 0.9);
    pass(&mut crowd, 4);
    assert!((0.2..0.6).contains(&crafting(&crowd)), "half gone in three minutes: {}", crafting(&crowd));
    pass(&mut crowd, 20);
    assert_eq!(crafting(&crowd), 0.0);
    assert_eq!(crowd.view(FIRST).unwrap().tags.len(), 2, "what was set by hand stays");
}

#[test]
fn nothing_new_comes_to_a_paused_stage_and_interest_wanes() {
    let mut crowd = stream(Phase::Rising, &COMBAT);
    pass(&mut crowd, 10);
    let (before, engaged) = (audience(&crowd, FIRST), crowd.view(FIRST).unwrap().engagement);
    crowd.pause(FIRST).unwrap();
    let told = pass(&mut crowd, 2);
    assert!(told.iter().flat_map(|told| &told.events).all(|event| !matches!(event, Event::Joined { .. })));
    assert!(crowd.view(FIRST).unwrap().engagement < engaged - 0.1 && audience(&crowd, FIRST) <= before);
    assert!(crowd.react(FIRST, &Happening::of(EventType::LevelUp, 0.5)).is_err());
    crowd.resume(FIRST).unwrap();
    pass(&mut crowd, 10);
    assert!(crowd.view(FIRST).unwrap().engagement > engaged - 0.1);
}

#[test]
fn the_better_of_two_streams_draws_members_over() {
    let mut crowd = crowd(&Config::default(), 2_000);
    crowd.open(&opening(FIRST, FIRST_STREAMER, Phase::Rising, &[("combat", 0.25)])).unwrap();
    crowd.open(&opening(SECOND, SECOND_STREAMER, Phase::Celebrity, &[("combat", 1.0), ("drama", 0.6), ("adventure", 0.6)])).unwrap();
    let told = pass(&mut crowd, 60);
    let competed = left(&told, Reason::Competed);
    assert!(competed > 5, "{competed} went over");
    let share = f64::from(audience(&crowd, SECOND)) / f64::from(audience(&crowd, FIRST).max(1));
    assert!(share > 4.5, "four to one at the opening, {share:.1} to one now");
    let alone = Config { attendance: Attendance { migration: false, ..Attendance::default() }, ..Config::default() };
    let mut alone = crate::stage::crowd(&alone, 2_000);
    alone.open(&opening(FIRST, FIRST_STREAMER, Phase::Rising, &COMBAT)).unwrap();
    alone.open(&opening(SECOND, SECOND_STREAMER, Phase::Celebrity, &COMBAT)).unwrap();
    assert_eq!(left(&pass(&mut alone, 30), Reason::Competed), 0);
}

#[test]
fn a_raid_floods_a_small_stream_and_most_of_it_drains() {
    let mut crowd = crowd(&Config::default(), 10_000);
    crowd.open(&opening(FIRST, FIRST_STREAMER, Phase::Celebrity, &COMBAT)).unwrap();
    crowd.open(&opening(SECOND, SECOND_STREAMER, Phase::Rising, &COMBAT)).unwrap();
    pass(&mut crowd, 10);
    let before = audience(&crowd, SECOND);
    let went = crowd.raid(FIRST, SECOND, 1.0).unwrap();
    assert!(went > 300, "{went} went");
    assert_eq!(audience(&crowd, FIRST), 0);
    assert_eq!(audience(&crowd, SECOND), before + went);
    let told = crowd.tick(footlights_crowd::Pace::default()).unwrap();
    assert!(told.events.len() <= 8, "a raid is a few events: {:?}", told.events);
    crowd.end(FIRST).unwrap();
    pass(&mut crowd, 20);
    let after = audience(&crowd, SECOND);
    assert!(after > before && after < before + went * 6 / 10, "{before} and {went} raiders became {after}");
}

#[test]
fn members_who_loved_it_follow_and_come_back() {
    let mut crowd = stream(Phase::Rising, &COMBAT);
    pass(&mut crowd, 90);
    let summary = crowd.end(FIRST).unwrap();
    let (followers, total) = crowd.followers(FIRST_STREAMER, 0, 10_000);
    assert_eq!(total as u32, summary.followers_gained);
    assert!((10..120).contains(&total), "{total} follow");
    assert!(followers.iter().all(|one| one.watched >= 360), "half an hour is 360 ticks");
    pass(&mut crowd, 60 * 20);
    crowd.open(&opening(SECOND, FIRST_STREAMER, Phase::Rising, &COMBAT)).unwrap();
    pass(&mut crowd, 30);
    let back = crowd.members(SECOND).unwrap();
    let back = followers.iter().filter(|one| back.contains(&one.member)).count();
    assert!(back * 10 > total * 2, "{back} of {total} came back");
}

#[test]
fn an_unknown_streamer_gets_no_followers_unless_the_gate_is_open() {
    let mut gated = stream(Phase::Unknown, &COMBAT);
    pass(&mut gated, 90);
    assert_eq!(gated.end(FIRST).unwrap().followers_gained, 0);
    let open = Config { follow: Following { from_phase: 0, ..Following::default() }, ..Config::default() };
    let mut crowd = crowd(&open, 10_000);
    crowd.open(&opening(FIRST, FIRST_STREAMER, Phase::Unknown, &COMBAT)).unwrap();
    pass(&mut crowd, 90);
    assert!(crowd.end(FIRST).unwrap().followers_gained > 0);
}

#[test]
fn three_sessions_in_a_row_where_the_other_document_rules() {
    let three = Following { sessions: 3, interest: 0.6, ..Following::default() };
    let mut crowd = crowd(&Config { follow: three, ..Config::default() }, 400);
    let mut gained = Vec::new();
    for _ in 0..4 {
        crowd.open(&opening(FIRST, FIRST_STREAMER, Phase::Celebrity, &COMBAT)).unwrap();
        pass(&mut crowd, 60);
        gained.push(crowd.end(FIRST).unwrap().followers_gained);
    }
    assert_eq!(gained[..2], [0, 0]);
    assert!(gained[2] > 0, "{gained:?}");
}

#[test]
fn followers_have_a_limit_and_those_who_are_neglected_are_lost() {
    let few = Following { max: 5, ..Following::default() };
    let mut crowd = crowd(&Config { follow: few, ..Config::default() }, 2_000);
    crowd.open(&opening(FIRST, FIRST_STREAMER, Phase::Popular, &COMBAT)).unwrap();
    pass(&mut crowd, 60);
    let summary = crowd.end(FIRST).unwrap();
    assert_eq!(summary.followers_gained, 5);
    assert!(summary.followers_refused > 0);
    // Sessions so short that nobody is there: each is missed.
    let mut lost = 0;
    for _ in 0..30 {
        crowd.open(&Opening { house: Some(0), ..Opening::of(FIRST, FIRST_STREAMER, Phase::Popular) }).unwrap();
        lost += crowd.end(FIRST).unwrap().followers_lost;
    }
    assert_eq!(lost, 5);
    assert_eq!(crowd.followers(FIRST_STREAMER, 0, 10).1, 0);
}

#[test]
fn a_hundred_and_fifty_are_a_hundred_simulated_and_fifty_real() {
    let mut crowd = stream(Phase::Rising, &COMBAT);
    let members = crowd.members(FIRST).unwrap();
    let blended = crowd.pulse(FIRST, &vec![entry(SentimentCategory::Excited, 0.5); 50]).unwrap();
    assert_eq!((blended.joined, blended.renewed, blended.refused), (50, 0, 0));
    let composition = crowd.composition(FIRST).unwrap();
    assert_eq!((composition.total, composition.real_derived), (150, 50));
    assert_eq!(crowd.members(FIRST).unwrap(), members, "nobody was replaced");
}

#[test]
fn anonymous_members_live_for_one_ttl_and_tracked_ones_fade_when_pulses_stop() {
    let mut crowd = stream(Phase::Rising, &COMBAT);
    let real = |crowd: &Crowd| crowd.composition(FIRST).unwrap().real_derived;
    let mut entries = vec![entry(SentimentCategory::Amused, 0.6); 10];
    entries.extend((1..=5).map(|id| tracked(SentimentCategory::Critical, 0.7, id, TrackedViewerType::HighEngager)));
    crowd.pulse(FIRST, &entries).unwrap();
    for tick in 1..=5 {
        crowd.tick(footlights_crowd::Pace::default()).unwrap();
        assert_eq!(real(&crowd), 15, "tick {tick}");
    }
    crowd.tick(footlights_crowd::Pace::default()).unwrap();
    assert_eq!(real(&crowd), 5, "30 s have passed for the anonymous ones");
    // As long as pulses come the tracked ones stay, spoken or not.
    for _ in 0..80 {
        crowd.pulse(FIRST, &[tracked(SentimentCategory::Critical, 0.7, 1, TrackedViewerType::HighEngager)]).unwrap();
        (0..3).for_each(|_| drop(crowd.tick(footlights_crowd::Pace::default()).unwrap()));
    }
    assert_eq!(real(&crowd), 5);
    pass(&mut crowd, 10);
    assert_eq!(real(&crowd), 0, "no pulses, no real members");
    assert!(audience(&crowd, FIRST) > 50, "the simulated ones go on");
}

#[test]
fn real_members_have_a_limit_and_a_cap_on_their_share() {
    let mut config = Config::default();
    config.real.max = 30;
    let mut limited = crowd(&config, 1_000);
    limited.open(&opening(FIRST, FIRST_STREAMER, Phase::Rising, &COMBAT)).unwrap();
    let many = vec![entry(SentimentCategory::Excited, 0.5); 80];
    assert_eq!(limited.pulse(FIRST, &many).unwrap().refused, 50);
    let mut config = Config::default();
    config.real.max_share = 0.2;
    let mut capped = crowd(&config, 1_000);
    capped.open(&opening(FIRST, FIRST_STREAMER, Phase::Rising, &COMBAT)).unwrap();
    assert_eq!(capped.pulse(FIRST, &many).unwrap().joined, 25, "25 of 125 are a fifth");
}

#[test]
fn strong_feelings_feed_hype_and_those_of_subscribers_twice() {
    let mut crowd = stream(Phase::Rising, &COMBAT);
    let voices = |crowd: &mut Crowd, entries: &[SentimentEntry]| {
        crowd.pulse(FIRST, entries).unwrap();
        let told = crowd.tick(footlights_crowd::Pace::default()).unwrap();
        told.voices.first().map_or((0, 0), |voices| (voices.members, voices.weight))
    };
    assert_eq!(voices(&mut crowd, &[entry(SentimentCategory::Excited, 0.8), entry(SentimentCategory::Excited, 0.3)]), (0, 0));
    let (members, plain) = voices(&mut crowd, &[entry(SentimentCategory::Excited, 1.0)]);
    assert_eq!((members, plain), (1, 255));
    let subscriber = tracked(SentimentCategory::Excited, 1.0, 9, TrackedViewerType::Subscriber);
    assert_eq!(voices(&mut crowd, &[subscriber]), (1, 511));
}

#[test]
fn boredom_is_catching_and_hostility_makes_friends_stand_up() {
    let leavers = |pulse: &[SentimentEntry]| {
        let mut crowd = stream(Phase::Popular, &[("combat", 0.2)]);
        let mut told = Vec::new();
        for _ in 0..12 {
            crowd.pulse(FIRST, pulse).unwrap();
            told.extend((0..3).map(|_| crowd.tick(footlights_crowd::Pace::default()).unwrap()));
        }
        (left(&told, Reason::Bored), told)
    };
    let (bored, _) = leavers(&vec![entry(SentimentCategory::Bored, 0.9); 20]);
    let (calm, _) = leavers(&vec![entry(SentimentCategory::Supportive, 0.5); 20]);
    assert!(bored > calm + 5, "{bored} left among the bored, {calm} among the calm");
    let (_, told) = leavers(&vec![entry(SentimentCategory::Hostile, 0.9); 20]);
    let rallied = told.iter().flat_map(|told| &told.events).any(|event| matches!(event, Event::Rallied { count, .. } if *count > 5));
    assert!(rallied, "nobody stood up");
    let supportive = told.iter().flat_map(|told| &told.voices).any(|voices| voices.category == SentimentCategory::Supportive);
    assert!(supportive, "and nobody said so");
}

#[test]
fn a_house_that_hears_for_half_an_hour_how_bored_others_are_is_smaller_in_the_end() {
    let house = |category| {
        let mut crowd = stream(Phase::Popular, &COMBAT);
        for _ in 0..120 {
            crowd.pulse(FIRST, &vec![entry(category, 0.7); 20]).expect("a pulse");
            (0..3).for_each(|_| drop(crowd.tick(footlights_crowd::Pace::default()).expect("a tick")));
        }
        audience(&crowd, FIRST)
    };
    let (bored, calm) = (house(SentimentCategory::Bored), house(SentimentCategory::Supportive));
    assert!(bored * 4 < calm * 3, "{bored} among the bored, {calm} among the calm");
}

#[test]
fn the_fickle_become_loyal_after_fifty_hours_of_one_streamer_unless_switched_off() {
    let count = |enabled| {
        let attendance = Attendance { stay_minutes: 600, passers_by: 0.0, rest_minutes: 0, ..Attendance::default() };
        let steps = vec![EvolutionStep { from: "Fickle".to_owned(), to: "Loyal".to_owned(), hours: 50 }];
        let config = Config { attendance, evolution: Evolution { enabled, steps }, tick_seconds: 60, ..Config::default() };
        let mut crowd = crowd(&config, 300);
        let mut fickle = Vec::new();
        for _ in 0..30 {
            crowd.open(&opening(FIRST, FIRST_STREAMER, Phase::Celebrity, &[("combat", 1.0), ("drama", 1.0), ("adventure", 1.0)])).unwrap();
            pass(&mut crowd, 240);
            crowd.end(FIRST).unwrap();
            let has = |member| crowd.explain(member).is_some_and(|one| one.personalities.iter().any(|name| name == "Fickle"));
            fickle.push((0..300).filter(|&member| has(member)).count());
        }
        fickle
    };
    let with = count(true);
    assert_eq!(with[0], with[10], "nobody changes within forty hours");
    assert!(with[29] < with[0] && with[29] > 0, "some do, not all, and not at once: {with:?}");
    let without = count(false);
    assert_eq!(without[0], without[29]);
}

#[test]
fn large_pools_are_told_as_collectives() {
    let mut crowd = stream(Phase::Legend, &COMBAT);
    assert!(crowd.collectives(FIRST).unwrap().is_empty(), "800 are not above 1,000");
    let mut big = crate::stage::crowd(&Config::default(), 10_000);
    big.open(&Opening { house: Some(5_000), ..opening(FIRST, FIRST_STREAMER, Phase::Legend, &COMBAT) }).unwrap();
    let collectives = big.collectives(FIRST).unwrap();
    assert_eq!(collectives.iter().map(|one| one.count).sum::<u32>(), 5_000);
    assert!(collectives.len() < 120);
    let told = big.tick(footlights_crowd::Pace::default()).unwrap();
    assert!(told.events.len() < 8, "5,000 arrivals are a few events: {:?}", told.events);
    assert!(crowd.tick(footlights_crowd::Pace::default()).is_ok());
}

#[test]
fn a_member_can_be_asked_why() {
    let mut crowd = stream(Phase::Rising, &COMBAT);
    let member = crowd.members(FIRST).unwrap()[7];
    crowd.watch(Some(member));
    crowd.react(FIRST, &Happening::of(EventType::CombatKill, 0.9)).unwrap();
    pass(&mut crowd, 1);
    let explained = crowd.explain(member).unwrap();
    let standing = explained.standing.expect("it watches");
    assert_eq!((standing.session, standing.cause), (FIRST, Cause::Opening));
    let weights = &crowd.rules().config().weights;
    let terms = standing.terms;
    let sum = share(terms.engagement) * weights.engagement
        + share(terms.follower) * weights.follower
        + share(terms.content) * weights.content
        + share(terms.reputation) * weights.reputation
        + share(terms.context) * weights.context;
    assert!((sum - f64::from(standing.score) / 65_536.0).abs() < 0.001, "the terms add up to the score");
    assert!(matches!(explained.journey[0], Entry::Reacted { event: EventType::CombatKill, .. }));
    let next = standing.next;
    crowd.tick(footlights_crowd::Pace::default()).unwrap();
    let now = crowd.explain(member).unwrap().standing.map_or(0, |standing| standing.engagement);
    assert!(now.abs_diff(next) < 600, "{now} was said to be {next} (tags fade a little in between)");
    pass(&mut crowd, 600);
    let journey = crowd.explain(member).unwrap().journey;
    assert!(journey.iter().any(|entry| matches!(entry, Entry::Left { .. })), "within ten hours it has left: {journey:?}");
    assert_eq!(crowd.find(explained.viewer), Some(member));
}
