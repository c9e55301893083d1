//! What is spoken of a text and what is shown of it.

use footlights_chatbot::{cut, tame};
use footlights_wordfilter::WordFilter;

/// What is heard in place of an unwanted word.
const STAND_IN: &str = "beep";

/// A text ready to be spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wording {
    /// What goes to the voice.
    pub(crate) spoken: String,
    /// What goes into the frame: unwanted words masked.
    pub(crate) shown: String,
    /// By which voice.
    pub(crate) voice: String,
    /// How many unwanted words there were.
    pub(crate) hits: usize,
}

impl Wording {
    /// Of what somebody wrote: one line without links, cut to a length. None when nothing is left to speak.
    pub(crate) fn of(text: &str, filter: &WordFilter, chars_max: usize) -> Option<Self> {
        // A run of signs is read out one by one for minutes.
        let text = cut(&calm(&tame(text)), chars_max);
        let filtered = filter.apply(&text, STAND_IN);
        let speakable = filtered.spoken.chars().any(char::is_alphanumeric);
        speakable.then(|| Self { spoken: filtered.spoken, shown: filtered.masked, voice: String::new(), hits: filtered.hits })
    }

    /// The same by a voice.
    pub(crate) fn by(self, voice: &str) -> Self {
        Self { voice: voice.to_owned(), ..self }
    }
}

/// At most three of one sign in a row.
fn calm(text: &str) -> String {
    let mut run = (None, 0);
    let mut keep = |c: char| {
        run = if run.0 == Some(c) { (run.0, run.1 + 1) } else { (Some(c), 1) };
        run.1 <= 3
    };
    text.chars().filter(|c| keep(*c)).collect()
}

#[cfg(test)]
mod tests {
    use footlights_wordfilter::WordFilter;

    use super::Wording;

    fn wording(text: &str) -> Option<(String, String)> {
        Wording::of(text, &WordFilter::new(false, ["damn"]), 30).map(|wording| (wording.spoken, wording.shown))
    }

    #[test]
    fn texts_are_made_fit_to_be_heard() {
        let both = |text: &str| Some((text.to_owned(), text.to_owned()));
        assert_eq!(wording("play the sad one"), both("play the sad one"));
        assert_eq!(wording("damn good"), Some(("beep good".into(), "d*** good".into())));
        assert_eq!(wording("loooooool!!!!!!!!!!!!!!!!!!!!"), both("loool!!!"));
        assert_eq!(wording("look https://evil.example now"), both("look now"));
        assert_eq!(wording("one two three four five six seven eight"), both("one two three four five six…"));
        for silent in ["", "…!?", "https://evil.example", "🎶🎶"] {
            assert_eq!(wording(silent), None, "{silent}");
        }
    }
}
