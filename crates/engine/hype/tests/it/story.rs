//! A story as text: what happens in lines with their minute and second, what the train says in lines beside them.

use std::fmt::Write as _;

use footlights_base::{SentimentCategory, Timestamp};
use footlights_hype::{Act, Config, Contribution, ContributorId, Event, Hype, Points, Refund, Tier, Trigger, Voices};

pub(crate) const CATEGORIES: [SentimentCategory; 3] = [SentimentCategory::Excited, SentimentCategory::Amused, SentimentCategory::Hostile];

pub(crate) fn hype(config: Config) -> Hype {
    Hype::new(config.check().expect("a valid configuration"))
}

pub(crate) fn person(name: &str) -> ContributorId {
    let mut id = [b' '; 16];
    id[..name.len()].copy_from_slice(name.as_bytes());
    ContributorId(id)
}

pub(crate) fn at(clock: &str) -> Timestamp {
    let (minutes, seconds) = clock.split_once(':').expect("minutes:seconds");
    Timestamp::from_millis(minutes.parse::<i64>().expect("minutes") * 60_000 + seconds.parse::<i64>().expect("seconds") * 1_000)
}

fn clock(at: Timestamp) -> String {
    let seconds = at.as_millis() / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Plays lines such as `0:05 ada donates 5` and gives back what was said, a line each; `wait` lets time pass.
pub(crate) fn play(hype: &mut Hype, story: &str) -> String {
    let mut said = String::new();
    for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (moment, what) = line.split_once(' ').expect("a moment and what happens");
        for event in happen(hype, at(moment), what) {
            writeln!(said, "{}", tell(&event)).expect("a string takes everything");
        }
    }
    said
}

fn happen(hype: &mut Hype, at: Timestamp, what: &str) -> Vec<Event> {
    let words: Vec<&str> = what.split(' ').collect();
    let number = |word: &str| word.parse::<u64>().expect("a number");
    match words[..] {
        ["wait"] => hype.poll(at),
        ["present", count] => {
            hype.set_present(count.parse().expect("a count"));
            hype.poll(at)
        }
        ["inject", points] => hype.handle_injection(at, number(points)).expect("in range"),
        ["session", "ends"] => hype.handle_session_end(at),
        [members, "feel", category, "weighing", points] => {
            let category = CATEGORIES.into_iter().find(|one| format!("{one:?}").to_lowercase() == category).expect("a category");
            let weight_256ths = (points.parse::<f64>().expect("points") * 256.0) as u64;
            let voices = Voices { category, members: members.parse().expect("members"), weight_256ths };
            hype.handle_voices(at, &voices).expect("in range")
        }
        [who, verb, count, "back", "from", given] => {
            let contribution = contribution(who, verb, number(count));
            hype.handle_refund(at, &Refund { contribution, contributed_at: self::at(given) }).expect("in range")
        }
        [who, verb, count] => hype.handle_contribution(at, &contribution(who, verb, number(count))).expect("in range"),
        _ => panic!("nobody knows what {what} means"),
    }
}

fn contribution(who: &str, verb: &str, count: u64) -> Contribution {
    let act = match verb {
        "donates" => Act::Donation { minor: count * 100 },
        "subscribes" => Act::Subscription { tier: Tier::One, count },
        "cheers" => Act::Cheer { count },
        _ => panic!("nobody knows how to {verb}"),
    };
    Contribution { by: (who != "somebody").then(|| person(who)), act }
}

fn tell(event: &Event) -> String {
    let points = |points: Points| format!("{:.1}", points.as_f64());
    let until = |at: &Option<Timestamp>| at.map_or_else(|| "it decays".into(), clock);
    match event {
        Event::Started { at, train, trigger, expires_at } => {
            let trigger = match trigger {
                Trigger::Contribution(kind) => format!("{kind:?}"),
                Trigger::Mood(category) => format!("{category:?}"),
                Trigger::Injected => "hand".into(),
            };
            format!("{} train {train} by {trigger}, until {}", clock(*at), until(expires_at))
        }
        Event::Progressed { at, level, score, progress, expires_at } => {
            let until = until(expires_at);
            format!("{} {level} {:.0} % full, score {}, until {until}", clock(*at), progress * 100.0, points(*score))
        }
        Event::LevelReached { at, level, first_time } => {
            format!("{} reached {level}{}", clock(*at), if *first_time { "" } else { " again" })
        }
        Event::LevelLost { at, level } => format!("{} fell to {level}", clock(*at)),
        Event::Conducted { at, by } => format!("{} {} conducts", clock(*at), String::from_utf8_lossy(&by.0).trim()),
        Event::Celebrated { at } => format!("{} celebrated", clock(*at)),
        Event::Ended(end) => {
            let seconds = end.duration().as_secs();
            format!(
                "{} ended, {:?}, after {seconds} s, peak {}, given {}",
                clock(end.ended_at),
                end.reason,
                end.peak_level,
                points(end.given)
            )
        }
        Event::CooledDown { at } => format!("{} another may start", clock(*at)),
    }
}

/// The same, compared line by line.
pub(crate) fn tells(hype: &mut Hype, story: &str, expected: &str) {
    let said = play(hype, story);
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);
}
