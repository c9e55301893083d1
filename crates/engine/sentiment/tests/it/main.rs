//! What lines feel: a table, a set of a thousand lines, and what no line may do. Beside it: pulses.

mod pulses;

use std::collections::BTreeMap;

use footlights_base::SentimentCategory;
use footlights_sentiment::{Classifier, Scratch, With};
use proptest::prelude::*;

/// Macro-F1 on the half of the chat lines that nothing was tuned on: what is promised, not what is reached.
const CHAT_F1_MIN: f64 = 0.70;

fn said(line: &str) -> Option<&'static str> {
    Classifier::new(With::Both).classify(line, &mut Scratch::new()).map(|mood| mood.category.name())
}

#[test]
fn lines_feel_what_they_say() {
    for (line, mood) in [
        ("POGGERS LETS GOOOO", Some("Excited")),
        ("i love this so much <3", Some("Supportive")),
        ("this build is terrible", Some("Critical")),
        ("what keyboard is that?", Some("Curious")),
        ("wait WHAT no way", Some("Surprised")),
        ("KEKW 😂😂", Some("Amused")),
        ("yawn, skip this", Some("Bored")),
        ("stfu you idiot", Some("Hostile")),
        ("!uptime", None),
        ("https://example.com/clip", None),
        ("", None),
    ] {
        assert_eq!(said(line), mood, "{line:?}");
    }
}

#[test]
fn a_negation_turns_a_word_around() {
    assert_ne!(said("this is not good"), Some("Supportive"));
    assert_eq!(said("this is good"), Some("Supportive"));
}

#[test]
fn chat_lines_that_nothing_was_tuned_on_are_read_well() {
    for with in [With::Rules, With::Model, With::Both] {
        let macro_f1 = chat_f1(with);
        assert!(macro_f1 >= CHAT_F1_MIN, "{with:?}: macro-F1 {macro_f1:.3}");
    }
}

fn chat_f1(with: With) -> f64 {
    let (classifier, mut scratch) = (Classifier::new(with), Scratch::new());
    let mut hits: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    let rows = include_str!("../../data/chat.tsv").lines().filter(|row| !row.starts_with('#'));
    let mut read = 0;
    for row in rows.skip(1).step_by(2) {
        let (truth, line) = row.split_once('\t').expect("category, tab, line");
        let answer = classifier.classify(line, &mut scratch).map_or("None", |mood| mood.category.name());
        read += 1;
        if truth == answer {
            hits.entry(truth.to_owned()).or_default()[0] += 1.0;
        } else {
            hits.entry(truth.to_owned()).or_default()[1] += 1.0;
            hits.entry(answer.to_owned()).or_default()[2] += 1.0;
        }
    }
    let f1 = |[right, missed, wrong]: &[f64; 3]| 2.0 * right / (2.0 * right + missed + wrong);
    let macro_f1 = hits.values().map(f1).sum::<f64>() / f64::from(u32::try_from(hits.len()).expect("few"));
    assert_eq!((hits.len(), read > 500), (SentimentCategory::ALL.len() + 1, true));
    macro_f1
}

proptest! {
    #[test]
    fn no_line_stops_it_and_the_same_line_feels_the_same(line in any::<String>(), other in any::<String>()) {
        let (classifier, mut scratch) = (Classifier::new(With::Both), Scratch::new());
        let first = classifier.classify(&line, &mut scratch);
        let _between = classifier.classify(&other, &mut scratch);
        prop_assert_eq!(first, classifier.classify(&line, &mut scratch));
        prop_assert_eq!(first, classifier.explain(&line, &mut scratch).mood);
        if let Some(mood) = first {
            prop_assert!((0.0..=1.0).contains(&mood.intensity.get()));
        }
    }
}
