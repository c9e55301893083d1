//! A real audience, from its chat lines to the house: lines are classified, windows become pulses, pulses are blended into a crowd.
//!
//! The three engines know nothing of each other; what broadcast and showtime will do with them is done here by hand.

use footlights_base::{Intensity, PlatformSessionId, SentimentCategory as Of, SentimentPulse, Timestamp};
use footlights_crowd::{Config, Crowd, Distribution, Event, Opening, Pace, Phase, Reason, SessionId, StreamerId, Told};
use footlights_sentiment::{Classifier, PulseConfig, Pulses, Roles, Scratch, Viewer, With};

use super::telling::{Seen, collect, judge};

const SESSION: SessionId = SessionId(1);
/// Lines as people write them, by what they feel.
const LINES: [(&[&str], usize); 6] = [
    (&["LETS GOOO", "POGGERS", "PogChamp PogChamp", "hype hype hype", "this is insane!!!", "CLUTCH"], 6),
    (&["KEKW", "lmao", "hahaha", "LUL LUL", "that was so funny 😂"], 5),
    (&["love this", "gg well played", "you got this!", "great run <3"], 4),
    (&["what happened?", "how did you do that?", "which build is this?"], 3),
    (&["wait WHAT", "no way", "omg"], 2),
    (&["brb", "hello from work", "!uptime", "first time here", "so boring zzz"], 2),
];

/// Chance of a test, not of the engines.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

/// The pulses of an hour of chat: 80 people, a few of them with roles, each with a pace of its own.
fn chat(classifier: &Classifier, run: u32, seconds: i64, moods: std::ops::Range<usize>) -> Vec<SentimentPulse> {
    let (mut numbers, mut scratch) = (Numbers(u64::from(run) << 20 | 1), Scratch::new());
    let seed = std::array::from_fn(|_| numbers.below(256) as u8);
    let rules = PulseConfig::default().check().expect("the defaults");
    let mut pulses = Pulses::begin(rules, PlatformSessionId::from_bytes([1; 16]), seed, Timestamp::from_millis(0));
    let said: usize = LINES[moods.clone()].iter().map(|(_, often)| often).sum();
    let mut told = Vec::new();
    for second in 0..seconds {
        let now = Timestamp::from_millis(second * 1_000);
        for person in 0..80 {
            // Some write every few seconds, most once in a while.
            if numbers.below(8 + person) > 0 {
                continue;
            }
            let user = format!("platform-user-{person}");
            let roles = Roles { subscriber: person % 4 == 1, moderator: person == 2, vip: person == 9, returner: person % 7 == 0 };
            let mut ball = numbers.below(said);
            let (lines, _) = LINES[moods.clone()]
                .iter()
                .find(|(_, often)| ball.checked_sub(*often).map(|left| ball = left).is_none())
                .expect("one is hit");
            let mood = classifier.classify(lines[numbers.below(lines.len())], &mut scratch);
            told.extend(pulses.handle_line(now, &Viewer { user: &user, roles }, mood).expect("a line"));
        }
    }
    told
}

fn house(seed: u64) -> Crowd {
    let rules = Config { seed, ..Config::default() }.check().expect("a good configuration");
    let everybody = Distribution::of(&rules);
    let mut crowd = Crowd::new(rules);
    crowd.seed(10_000, &everybody).expect("room");
    let tags = vec![("combat".to_owned(), 0.6), ("adventure".to_owned(), 0.4)];
    crowd.open(&Opening { tags, ..Opening::of(SESSION, StreamerId(1), Phase::Popular) }).expect("a free streamer");
    (0..180).for_each(|_| drop(crowd.tick(Pace::default()).expect("a tick")));
    crowd
}

/// Ticks until the next pulse: three of five seconds, as pulses come.
fn pass(crowd: &mut Crowd) {
    (0..3).for_each(|_| drop(crowd.tick(Pace::default()).expect("a tick")));
}

#[test]
fn nobody_can_tell_who_came_from_chat() {
    let classifier = Classifier::new(With::Rules);
    let runs: Vec<(Vec<Seen>, Vec<Seen>)> = (0..120)
        .map(|run| {
            let (mut crowd, mut notable, mut all) = (house(u64::from(run) + 100), Vec::new(), Vec::new());
            let pulses = chat(&classifier, run, 360, 0..LINES.len());
            assert!(pulses.len() > 20, "{} pulses", pulses.len());
            for (number, pulse) in pulses.iter().enumerate() {
                crowd.pulse(SESSION, &pulse.sentiments).expect("a pulse");
                pass(&mut crowd);
                if number % 6 == 5 {
                    collect(&crowd, SESSION, &crowd.notables(SESSION).expect("it is open"), &mut notable);
                    collect(&crowd, SESSION, &crowd.top_viewers(SESSION, 5_000).expect("it is open"), &mut all);
                }
            }
            (notable, all)
        })
        .collect();
    judge(&runs).iter().for_each(|said| println!("{said}"));
}

#[test]
fn the_house_takes_on_what_chat_feels_and_is_no_mirror_of_it() {
    let classifier = Classifier::new(With::Both);
    let share = |crowd: &Crowd, category: Of| {
        let felt = crowd.composition(SESSION).expect("it is open").sentiments;
        f64::from(felt.get(&category).copied().unwrap_or(0)) / f64::from(felt.values().sum::<u32>())
    };
    let (mut alone, mut with) = (house(5), house(5));
    let mut mirrored = 0;
    // They only laugh.
    let pulses = chat(&classifier, 1, 300, 1..2);
    for pulse in &pulses {
        let before = with.composition(SESSION).expect("it is open").real_derived as usize;
        with.pulse(SESSION, &pulse.sentiments).expect("a pulse");
        let real = with.composition(SESSION).expect("it is open").real_derived as usize;
        mirrored += usize::from(real == pulse.sentiments.len() && before > 0);
        assert!(real <= 500);
        pass(&mut alone);
        pass(&mut with);
    }
    let laughs = pulses.iter().flat_map(|pulse| &pulse.sentiments).filter(|one| one.category == Of::Amused);
    let (laughing, entries) = (laughs.count(), pulses.iter().map(|pulse| pulse.sentiments.len()).sum::<usize>());
    assert!(laughing * 10 > entries * 8, "chat laughs: {laughing} of {entries}");
    let (before, after) = (share(&alone, Of::Amused), share(&with, Of::Amused));
    assert!(after > before + 0.1, "the house laughs with them: {before:.2} → {after:.2}");
    assert!(after < 0.95, "but not all of it, though chat does nothing else: {after:.2}");
    assert!(mirrored * 5 < pulses.len(), "{mirrored} of {} pulses had as many entries as there are real-derived members", pulses.len());
}

#[test]
fn boredom_of_the_silent_makes_a_house_restless() {
    let rules = PulseConfig::default().check().expect("the defaults");
    let bored = |told: &Told| {
        let counts = told.events.iter().map(|event| if let Event::Left { count, reason: Reason::Bored, .. } = event { *count } else { 0 });
        counts.sum::<u32>()
    };
    let simulated = |crowd: &Crowd| {
        let made_of = crowd.composition(SESSION).expect("open");
        made_of.total - made_of.real_derived
    };
    // Who left of boredom, and how many were there to leave, tick by tick.
    let (mut left, mut heads) = ([0, 0], [0, 0]);
    let there: Vec<String> = (0..60).map(|number| format!("silent-{number}")).collect();
    for seed in 0..20 {
        let mut pulses = Pulses::begin(rules.clone(), PlatformSessionId::from_bytes([1; 16]), [3; 32], Timestamp::from_millis(0));
        let (mut alone, mut with) = (house(seed), house(seed));
        for tick in 0..180_i64 {
            let now = Timestamp::from_millis(tick * 5_000);
            for user in &there {
                if let Some(pulse) = pulses.handle_present(now, &Viewer { user, roles: Roles::default() }).expect("somebody") {
                    assert!(pulse.sentiments.iter().all(|one| one.category == Of::Bored && one.intensity <= Intensity::clamped(0.5)));
                    with.pulse(SESSION, &pulse.sentiments).expect("a pulse");
                }
            }
            left[0] += bored(&alone.tick(Pace::default()).expect("a tick"));
            left[1] += bored(&with.tick(Pace::default()).expect("a tick"));
            heads[0] += simulated(&alone);
            heads[1] += simulated(&with);
        }
        assert!(pulses.published() >= 5, "{} pulses", pulses.published());
    }
    let rate = |which: usize| f64::from(left[which]) / f64::from(heads[which]);
    assert!(rate(1) > 1.25 * rate(0), "{left:?} of {heads:?} leave of boredom, without the bored and with them");
    assert!(heads[1] < heads[0], "{heads:?}: the house of the bored is the smaller one");
}
