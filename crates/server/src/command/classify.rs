//! `footlights classify`: what chat lines feel. Lines come in at standard input; for each a line of JSON goes out, in their order,
//! whatever is in them. All cores read, a batch at a time.

use std::io::{BufRead, ErrorKind, Write};
use std::num::NonZeroUsize;

use footlights_sentiment::{Classifier, Scratch};
use serde_json::json;

/// Lines read before the cores divide them among themselves.
const BATCH: usize = 16_384;
/// How much of one line is looked at, bytes; the rest of a longer one is passed over.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// Until the input ends, or nobody reads the output any more.
pub(super) fn run(explain: bool) -> anyhow::Result<()> {
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
    match classify(input, output, explain, threads) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}

fn classify(mut input: impl BufRead, mut output: impl Write, explain: bool, threads: NonZeroUsize) -> std::io::Result<()> {
    let classifier = Classifier::new();
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
            let readers: Vec<_> = batch.chunks(share).map(|lines| scope.spawn(|| answer_all(&classifier, lines, explain))).collect();
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

fn answer_all(classifier: &Classifier, lines: &[Vec<u8>], explain: bool) -> String {
    let mut scratch = Scratch::new();
    let mut answers = String::new();
    for line in lines {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end_matches('\r');
        let answer = if explain { explained(classifier, text, &mut scratch) } else { plain(classifier, text, &mut scratch) };
        answers.push_str(&answer.to_string());
        answers.push('\n');
    }
    answers
}

fn plain(classifier: &Classifier, line: &str, scratch: &mut Scratch) -> serde_json::Value {
    match classifier.classify(line, scratch) {
        Some(mood) => json!({"category": mood.category.name(), "intensity": hundredths(mood.intensity.get())}),
        None => json!({"category": null}),
    }
}

fn explained(classifier: &Classifier, line: &str, scratch: &mut Scratch) -> serde_json::Value {
    let why = classifier.explain(line, scratch);
    let mut answer = plain(classifier, line, scratch);
    let term = |term: &footlights_sentiment::Term| json!({"what": term.what, "category": term.category.name(), "weight": hundredths(term.weight), "negated": term.negated});
    answer["terms"] = why.terms.iter().map(term).collect();
    answer
}

/// As people read it.
fn hundredths(number: f32) -> f64 {
    (f64::from(number) * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::{BATCH, LINE_BYTES_MAX, classify};

    fn answers(input: &[u8], threads: usize) -> Vec<String> {
        let mut output = Vec::new();
        let threads = NonZeroUsize::new(threads).expect("some");
        classify(input, &mut output, false, threads).expect("classified");
        String::from_utf8(output).expect("JSON").lines().map(str::to_owned).collect()
    }

    #[test]
    fn each_line_has_its_answer_in_its_place_on_any_number_of_threads() {
        let lines = ["POGGERS LETS GOOOO", "!uptime", "", "stfu you idiot"];
        let input = lines.iter().cycle().take(2 * BATCH + 2).copied().collect::<Vec<_>>().join("\n");
        let one = answers(input.as_bytes(), 1);
        assert_eq!(one.len(), 2 * BATCH + 2);
        assert!(one[0].contains("Excited") && one[3].contains("Hostile"), "{:?}", &one[..4]);
        assert_eq!((one[1].as_str(), one[2].as_str()), (r#"{"category":null}"#, r#"{"category":null}"#));
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
}
