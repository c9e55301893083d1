//! The command from within: the scenarios of the guide, determinism, refusals, pages.

mod blending;
#[path = "../../../../engine/crowd/tests/it/telling.rs"]
mod telling;

use std::num::NonZeroUsize;

use footlights_crowd::{Pace, Path};

use super::bands::bands;
use super::play::Play;
use super::scenario::{Checked, Refusal, read};
use super::{Shown, figure, report, runs, scene, table, terminal, thinned, verdict};

/// A scenario of the guide by its name: the file, and its figure as it is committed.
macro_rules! of_the_guide {
    ($($name:literal),*) => {
        [$((
            $name,
            include_str!(concat!("../../../../../docs/scenarios/", $name, ".toml")),
            include_str!(concat!("../../../../../docs/scenarios/", $name, ".svg")),
        )),*]
    };
}

const SCENARIOS: [(&str, &str, &str); 6] = of_the_guide!["slow-start", "boss-fight", "raid", "dying-stream", "regular", "ten-streamers"];

const SHORT: &str = "title = 'A <short> one & more'\nlength = '20m'\npool = 2000\nseed = 9\n\
    [[stream]]\nname = 'Mira'\nphase = 'Rising'\ntags = { combat = 0.6 }\n\
    event = [{ at = '5m', event = 'Achievement', significance = 0.9, description = 'It <b>falls</b>' }]\n\
    pulse = [{ at = '6m', until = '9m', people = 20, tracked = 3, moods = { Excited = 3, Amused = 1 } }]\n\
    raid = [{ at = '15m', to = 'Lio' }]\n\
    [[stream]]\nname = 'Lio'\nhouse = 20\ntags = { chatting = 0.5 }\n\
    [[expect]]\nstream = 'Lio'\nwhat = 'audience'\ntake = 'change'\nfrom = '14m'\nuntil = '16m'\nat_least = 20\n";

fn pace(threads: usize, path: Path) -> Pace {
    Pace { threads: NonZeroUsize::new(threads).expect("at least one"), path }
}

fn hashes(checked: &Checked, pace: Pace) -> Vec<u64> {
    let mut play = Play::new(checked, checked.scenario.seed, pace).expect("a reservoir");
    let mut hashes = Vec::new();
    while play.step().expect("a tick") {
        hashes.push(play.hash());
    }
    hashes
}

#[test]
fn the_scenarios_of_the_guide_are_what_they_expect_and_nothing_in_them_fails() {
    for (name, text, drawn) in SCENARIOS {
        let checked = read(text).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        assert!(!checked.scenario.expect.is_empty(), "{name} expects something");
        let record = Play::new(&checked, checked.scenario.seed, Pace::default()).expect("a reservoir").finish().expect("to the end");
        assert_eq!(record.notes, Vec::<String>::new(), "{name}");
        let judged = verdict::sum_up(&checked, &[verdict::judge(&checked, &record)]);
        for one in &judged {
            assert!(one.holds, "{name}: {}", one.sentence);
        }
        let records = [thinned(record)];
        let shown = Shown { checked: &checked, text, records: &records, streamers: &bands(&records), judged: &judged };
        let svg = figure::svg::file(&scene(&shown, &checked.scenario.title));
        let differs = svg.lines().zip(drawn.lines()).position(|(now, then)| now != then);
        assert!(svg == drawn, "docs/scenarios/{name}.svg is not what the crowd does today (line {differs:?}): draw it with --out");
    }
}

#[test]
fn threads_and_width_and_watching_change_nothing() {
    let checked = read(SHORT).expect("valid");
    let one = hashes(&checked, pace(1, Path::Scalar));
    assert_eq!(one.len(), 240);
    assert_eq!(one, hashes(&checked, pace(2, Path::Wide)));
    assert_eq!(one, hashes(&checked, pace(8, Path::Wide)));
    let mut watched = Play::new(&checked, checked.scenario.seed, pace(1, Path::Wide)).expect("a reservoir");
    watched.crowd.watch(Some(5));
    let record = watched.finish().expect("to the end");
    assert_eq!(Some(&record.hash), one.last());
}

#[test]
fn a_run_among_many_is_the_run_alone() {
    let checked = read(SHORT).expect("valid");
    let (records, verdicts) = runs::run(&checked, 5, NonZeroUsize::new(3).expect("three")).expect("five runs");
    assert_eq!(records.iter().map(|record| record.seed).collect::<Vec<_>>(), [9, 10, 11, 12, 13]);
    for record in &records {
        let alone = Play::new(&checked, record.seed, Pace::default()).expect("a reservoir").finish().expect("to the end");
        assert_eq!(alone.hash, record.hash);
    }
    assert_ne!(records[0].hash, records[1].hash);
    let judged = verdict::sum_up(&checked, &verdicts);
    assert!(judged[0].holds && judged[0].sentence.contains("5 of 5 runs"), "{judged:?}");
}

#[test]
fn pages_and_tables_carry_every_stream_and_no_markup_of_the_scenario() {
    let checked = read(SHORT).expect("valid");
    let record = Play::new(&checked, 9, Pace::default()).expect("a reservoir").finish().expect("to the end");
    let judged = verdict::sum_up(&checked, &[verdict::judge(&checked, &record)]);
    let records = [thinned(record)];
    let streamers = bands(&records);
    let shown = Shown { checked: &checked, text: SHORT, records: &records, streamers: &streamers, judged: &judged };
    let drawn = scene(&shown, &checked.scenario.title);
    let svg = figure::svg::file(&drawn);
    let page = report::page(&shown, &figure::svg::within_page(&drawn));
    for text in [&svg, &page] {
        assert!(text.contains("A &lt;short&gt; one &amp; more") && !text.contains("<short>") && !text.contains("<b>"));
        assert!(text.contains("Mira") && text.contains("Lio") && !text.contains("NaN"));
    }
    assert!(!page.contains("<script"), "a report runs nothing");
    let picture = figure::png::file(&drawn, figure::theme::Theme::Dark).expect("a size");
    assert_eq!(picture[..8], *b"\x89PNG\r\n\x1a\n");
    let csv = String::from_utf8(table::file(&records, &streamers).expect("into memory")).expect("text");
    assert_eq!(csv.lines().count(), 1 + 2 * records[0].points.len());
    assert!(csv.lines().skip(1).all(|line| line.split(',').count() == 15));
    let said = terminal::summary(&checked, &records, &streamers, 80, false);
    assert!(said.lines().all(|line| line.chars().count() <= 160) && !said.contains('\x1b'), "{said}");
}

#[test]
fn every_wrong_line_is_named() {
    let wrong = |from: &str, to: &str| {
        assert!(SHORT.contains(from), "{from}");
        read(&SHORT.replacen(from, to, 1)).expect_err(to)
    };
    for (from, to, line) in [
        ("length = '20m'", "length = '32d'", 2),
        ("pool = 2000", "pool = 0", 3),
        ("combat = 0.6", "combat = -0.6", 8),
        ("significance = 0.9", "significance = nan", 9),
        ("people = 20", "people = 1001", 10),
        ("tracked = 3", "tracked = 21", 10),
        ("Excited = 3, Amused = 1", "Excited = 0.0", 10),
        ("house = 20", "house = 5001", 14),
        ("from = '14m'", "from = '21m'", 20),
    ] {
        match wrong(from, to) {
            Refusal::OutOfRange { line: found, .. } => assert_eq!(found, line, "{to}"),
            other => panic!("{to}: {other:?}"),
        }
    }
    assert!(matches!(wrong("to = 'Lio'", "to = 'Mira'"), Refusal::UnknownStream { line: 11, .. }));
    assert!(matches!(wrong("name = 'Lio'", "name = '=1+1'"), Refusal::Name { line: 13, .. }));
    assert!(matches!(wrong("name = 'Lio'", "name = 'Mira'"), Refusal::UnknownStream { .. } | Refusal::Overlap { .. }));
    assert!(matches!(wrong("at = '5m'", "at = '25m'"), Refusal::TooLate { line: 9, .. }));
    assert!(matches!(wrong("combat", "kombat"), Refusal::Crowd { line: 8, .. }));
    assert!(matches!(wrong("at_least = 20", ""), Refusal::Combination { line: 16, .. }));
    assert!(matches!(wrong("seed = 9\n", "seed = 9\nhype = { horn = 1 }\n"), Refusal::Hype { line: 5, .. }));
    assert!(matches!(wrong("seed = 9\n", "seed = 9\ncrowd = { house = 0 }\n"), Refusal::Crowd { line: 5, .. }));
    assert!(matches!(wrong("house = 20", "hose = 20"), Refusal::Shape(said) if said.contains("line 14")));
    let many = "then = [".to_owned() + &"{ at = '1m', tags = {} },".repeat(1_001) + "]";
    assert!(matches!(wrong("house = 20", &many), Refusal::TooMany { max: 1_000, .. }));
    assert!(matches!(wrong("title = 'A", &format!("title = '{}", "x".repeat(300))), Refusal::TooLong { line: 1, .. }));
}

#[test]
fn a_member_is_explained_by_the_terms_of_its_score() {
    let checked = read(SHORT).expect("valid");
    let said = super::explain::run(&checked, "someone@10m", Pace::default()).expect("somebody watches");
    for part in ["watches Mira since", "engagement", "× 0.25", "reputation", "What happened to it", "came to Mira"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let number = said.split([' ', ',']).nth(1).expect("its number");
    let viewer = said.split_whitespace().nth(4).expect("its name").trim_end_matches(',');
    for who in [number, viewer] {
        assert_eq!(super::explain::run(&checked, &format!("{who}@10m"), Pace::default()).expect("the same"), said);
    }
    for asked in ["someone", "someone@1h", "nobody@5m", "99999999@5m", "someone@0s", "@"] {
        assert!(super::explain::run(&checked, asked, Pace::default()).is_err(), "{asked}");
    }
}
