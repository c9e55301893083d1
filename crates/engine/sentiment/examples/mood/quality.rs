//! How good the classifier is on lines it was not made from.

use footlights_base::SentimentCategory;
use footlights_sentiment::{Classifier, Scratch};

use crate::chat::{self, Half};
use crate::flags::Flags;
use crate::goemotions::{self, Example};
use crate::score::Confusion;
use crate::tfidf::Regression;

/// How many mistakes are shown when nothing is said.
const MISTAKES: usize = 50;

pub(crate) fn run(flags: &Flags) -> anyhow::Result<()> {
    let classifier = Classifier::new(flags.with()?);
    let out = &mut std::io::stdout().lock();
    let mistakes = flags.get("mistakes").map_or(Ok(MISTAKES), str::parse)?;
    if flags.has("data") {
        let split = flags.get("split").unwrap_or("dev");
        let mut examples = goemotions::read(&flags.data_directory()?, split)?;
        if let Some(every) = flags.get("held") {
            let every: usize = every.parse()?;
            examples = examples.into_iter().enumerate().filter(|(at, _)| (at + 1) % every == 0).map(|(_, example)| example).collect();
        }
        if flags.has("forced") {
            examples.retain(|example| example.label.is_some());
        }
        report(out, &classifier, &format!("GoEmotions {split}"), &examples, flags.has("forced"), mistakes)?;
        if split != "train" {
            ordinary(out, flags, split, &examples)?;
        }
    }
    let half = if flags.get("half") == Some("tune") { Half::Tune } else { Half::Test };
    let name = if half == Half::Tune { "chat, the half for tuning" } else { "chat, the half not tuned on" };
    report(out, &classifier, name, &chat::read(half)?, false, if half == Half::Tune { mistakes } else { 0 })
}

/// What the ordinary way makes of the same lines.
fn ordinary(out: &mut impl std::io::Write, flags: &Flags, split: &str, examples: &[Example]) -> anyhow::Result<()> {
    let mut train = goemotions::read(&flags.data_directory()?, "train")?;
    train.retain(|example| example.label.is_some() || !flags.has("forced"));
    let learned = Regression::learned(&train);
    let mut confusion = Confusion::default();
    examples.iter().for_each(|example| confusion.add(example.label, learned.answer(&example.line)));
    let (all, moods) = (confusion.macro_f1(), confusion.macro_f1_of_moods());
    Ok(writeln!(out, "beside it on GoEmotions {split}, TF-IDF and logistic regression: macro-F1 {all:.3}, of moods alone {moods:.3}\n")?)
}

struct Mistake<'a> {
    line: &'a str,
    truth: Option<SentimentCategory>,
    answer: Option<SentimentCategory>,
    intensity: f32,
}

fn report(
    out: &mut impl std::io::Write,
    classifier: &Classifier,
    name: &str,
    examples: &[Example],
    forced: bool,
    shown: usize,
) -> anyhow::Result<()> {
    let mut scratch = Scratch::new();
    let mut confusion = Confusion::default();
    let mut wrong = Vec::new();
    for example in examples {
        let mood = if forced {
            Some(classifier.classify_forced(&example.line, &mut scratch))
        } else {
            classifier.classify(&example.line, &mut scratch)
        };
        let answer = mood.map(|mood| mood.category);
        confusion.add(example.label, answer);
        if answer != example.label {
            let intensity = mood.map_or(0.0, |mood| mood.intensity.get());
            wrong.push(Mistake { line: &example.line, truth: example.label, answer, intensity });
        }
    }
    let how = if forced { "forced" } else { "none allowed" };
    writeln!(
        out,
        "{name}, {how}: {} lines, macro-F1 {:.3}, of moods alone {:.3}",
        examples.len(),
        confusion.macro_f1(),
        confusion.macro_f1_of_moods()
    )?;
    writeln!(out, "{}", confusion.table())?;
    wrong.sort_by(|a, b| b.intensity.total_cmp(&a.intensity));
    for mistake in wrong.iter().take(shown) {
        let (truth, answer) =
            (mistake.truth.map_or("None", SentimentCategory::name), mistake.answer.map_or("None", SentimentCategory::name));
        writeln!(out, "{truth:>10} said {answer:<10} {:.2}  {}", mistake.intensity, mistake.line)?;
    }
    Ok(writeln!(out)?)
}
