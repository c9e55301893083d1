//! `footlights classify`: what chat lines feel. Lines come in at standard input; for each a line of JSON goes out, in their order,
//! whatever is in them. All cores read, a batch at a time.

use std::io::{BufRead, ErrorKind, Write};
use std::num::NonZeroUsize;

use footlights_sentiment::{Classifier, Mood, Scratch, With};
use serde_json::json;

use crate::cli::{Asked, Classify};

/// Lines read before the cores divide them among themselves.
const BATCH: usize = 16_384;
/// How much of one line is looked at, bytes; the rest of a longer one is passed over.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// Until the input ends, or nobody reads the output any more.
pub(super) fn run(asked: &Classify) -> anyhow::Result<()> {
    let reader = Reader::new(asked);
    let threads = asked.threads.and_then(|threads| NonZeroUsize::new(usize::from(threads)));
    let threads = threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
    match classify(input, output, &reader, threads) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}

/// Reads one line at a time, the same way for all.
struct Reader {
    classifier: Classifier,
    explain: bool,
    forced: bool,
}

fn classify(mut input: impl BufRead, mut output: impl Write, reader: &Reader, threads: NonZeroUsize) -> std::io::Result<()> {
    let mut batch = Vec::new();
    loop {
        batch.clear();
        while batch.len() < BATCH {
            let Some(line) = next_line(&mut input)? else { break };
            batch.push(line);
        }
        if batch.is_empty() {
            return output.flush();
        }
        let share = batch.len().div_ceil(threads.get());
        let answers: Vec<String> = std::thread::scope(|scope| {
            let readers: Vec<_> = batch.chunks(share).map(|lines| scope.spawn(|| reader.answer_all(lines))).collect();
            readers.into_iter().map(|reader| reader.join().expect("no line stops the classifier")).collect()
        });
        for answer in answers {
            output.write_all(answer.as_bytes())?;
        }
    }
}

/// The next line without its end; nothing at the end of the input.
fn next_line(input: &mut impl BufRead) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut begun = false;
    loop {
        let bytes = match input.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if bytes.is_empty() {
            return Ok(begun.then_some(line));
        }
        begun = true;
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let piece = &bytes[..end.unwrap_or(bytes.len())];
        line.extend_from_slice(&piece[..piece.len().min(LINE_BYTES_MAX.saturating_sub(line.len()))]);
        let used = end.map_or(bytes.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(Some(line));
        }
    }
}

impl Reader {
    fn new(asked: &Classify) -> Self {
        let with = match asked.with {
            Asked::Rules => With::Rules,
            Asked::Model => With::Model,
            Asked::Both => With::Both,
        };
        Self { classifier: Classifier::new(with), explain: asked.explain, forced: asked.forced }
    }

    fn answer_all(&self, lines: &[Vec<u8>]) -> String {
        let mut scratch = Scratch::new();
        let mut answers = String::new();
        for line in lines {
            let text = String::from_utf8_lossy(line);
            let text = text.trim_end_matches('\r');
            let mood = self.mood(text, &mut scratch);
            if self.explain {
                answers.push_str(&self.explained(text, mood, &mut scratch).to_string());
            } else {
                plain(&mut answers, mood);
            }
            answers.push('\n');
        }
        answers
    }

    fn mood(&self, line: &str, scratch: &mut Scratch) -> Option<Mood> {
        if self.forced { Some(self.classifier.classify_forced(line, scratch)) } else { self.classifier.classify(line, scratch) }
    }

    fn explained(&self, line: &str, mood: Option<Mood>, scratch: &mut Scratch) -> serde_json::Value {
        let why = self.classifier.explain(line, scratch);
        let term = |term: &footlights_sentiment::Term| json!({"what": term.what, "category": term.category.name(), "weight": hundredths(term.weight), "negated": term.negated});
        let scores = |scores: [f32; 8]| scores.map(hundredths);
        json!({
            "category": mood.map(|mood| mood.category.name()),
            "intensity": intensity(mood),
            "terms": why.terms.iter().map(term).collect::<Vec<_>>(),
            "rules": scores(why.rules),
            "model": why.model.map(scores),
        })
    }
}

/// Written by hand: names of categories need no escaping, and a million lines a second have no time for a tree.
fn plain(answers: &mut String, mood: Option<Mood>) {
    use std::fmt::Write as _;

    let intensity = intensity(mood);
    let written = match mood {
        Some(mood) => write!(answers, r#"{{"category":"{}","intensity":{intensity}}}"#, mood.category.name()),
        None => write!(answers, r#"{{"category":null,"intensity":{intensity}}}"#),
    };
    written.expect("a string takes all text");
}

/// How strongly; 0 where nothing is felt.
fn intensity(mood: Option<Mood>) -> f64 {
    mood.map_or(0.0, |mood| hundredths(mood.intensity.get()))
}

/// As people read it.
fn hundredths(number: f32) -> f64 {
    (f64::from(number) * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::{BATCH, LINE_BYTES_MAX, Reader, classify};
    use crate::cli::{Asked, Classify};

    const NOTHING: &str = r#"{"category":null,"intensity":0}"#;

    fn answers(input: &[u8], threads: usize) -> Vec<String> {
        asked(input, threads, &Classify { with: Asked::Both, explain: false, forced: false, threads: None })
    }

    fn asked(input: &[u8], threads: usize, asked: &Classify) -> Vec<String> {
        let mut output = Vec::new();
        let threads = NonZeroUsize::new(threads).expect("some");
        classify(input, &mut output, &Reader::new(asked), threads).expect("classified");
        String::from_utf8(output).expect("JSON").lines().map(str::to_owned).collect()
    }

    #[test]
    fn each_line_has_its_answer_in_its_place_on_any_number_of_threads() {
        let lines = ["POGGERS LETS GOOOO", "!uptime", "", "stfu you idiot"];
        let input = lines.iter().cycle().take(2 * BATCH + 2).copied().collect::<Vec<_>>().join("\n");
        let one = answers(input.as_bytes(), 1);
        assert_eq!(one.len(), 2 * BATCH + 2);
        assert!(one[0].contains("Excited") && one[3].contains("Hostile"), "{:?}", &one[..4]);
        assert_eq!((one[1].as_str(), one[2].as_str()), (NOTHING, NOTHING));
        assert_eq!(one, answers(input.as_bytes(), 3));
    }

    #[test]
    fn bad_bytes_long_lines_and_a_missing_end_stop_nothing() {
        let mut input = b"\xff\xfe\x00 lol\r\n".to_vec();
        input.extend(vec![b'a'; 3 * LINE_BYTES_MAX]);
        input.extend(b"\nKEKW");
        let answers = answers(&input, 2);
        assert_eq!(answers.len(), 3);
        assert!(answers[2].contains("Amused"), "{answers:?}");
    }

    #[test]
    fn who_is_asked_what_is_forced_and_why() {
        let ask = |with, explain, forced| asked("KEKW 😂".as_bytes(), 1, &Classify { with, explain, forced, threads: None }).remove(0);
        let why: serde_json::Value = serde_json::from_str(&ask(Asked::Both, true, false)).expect("JSON");
        assert_eq!((why["category"].as_str(), why["terms"][0]["what"].as_str()), (Some("Amused"), Some("KEKW")));
        assert!(why["model"].is_array() && why["rules"][5].as_f64() > Some(0.5), "{why}");
        let rules: serde_json::Value = serde_json::from_str(&ask(Asked::Rules, true, false)).expect("JSON");
        assert!(rules["model"].is_null(), "{rules}");
        assert!(ask(Asked::Model, false, false).contains("Amused"));
        let forced = asked(b"hello", 1, &Classify { with: Asked::Both, explain: false, forced: true, threads: None });
        assert!(!forced[0].contains("null"), "{forced:?}");
    }

    #[test]
    fn plain_answers_are_json() {
        for answer in answers("lets go\n\nthis is trash".as_bytes(), 1) {
            let read: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
            assert_eq!(read["category"].is_null(), read["intensity"] == 0, "{answer}");
        }
    }
}
