//! What a persona reacts to.

use regex::{Regex, RegexBuilder};

use crate::Happening;
use crate::keyword::{fold, holds};

/// The longest keyword, command or pattern, in code points.
const VALUE_CHARS_MAX: usize = 200;
/// The largest compiled pattern, in bytes.
const PATTERN_BYTES_MAX: usize = 256 << 10;
/// The largest state a pattern keeps while it runs, in bytes.
const PATTERN_CACHE_BYTES_MAX: usize = 256 << 10;
/// How deep a pattern may be nested.
const PATTERN_DEPTH_MAX: u32 = 50;
/// The largest amount, in minor units.
const AMOUNT_MAX: i64 = 100_000_000;
/// The longest timer: a day.
const MINUTES_MAX: u32 = 1_440;

/// One thing a persona reacts to.
#[derive(Debug, Clone)]
pub enum Trigger {
    /// A message holds this word or these words.
    Keyword(String),
    /// A message matches.
    Pattern(Regex),
    /// A message begins with this command, `!` included.
    Command(String),
    /// A tip of an amount from here to there, minor units, both included.
    Tip {
        /// The smallest amount.
        from: i64,
        /// The largest; the same for one amount only.
        to: i64,
    },
    /// So many minutes have passed while live.
    Timer(u32),
    /// Somebody's first message of the session.
    FirstMessage,
}

/// Why a trigger cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TriggerError {
    /// There is no such kind.
    #[error("one of keyword, regex, command, tip, timer, first_message")]
    Kind,
    /// The value does not fit the kind.
    #[error("{0}")]
    Value(String),
}

impl Trigger {
    /// From its name and value.
    ///
    /// # Errors
    /// What is wrong with either, in words for who wrote it.
    pub fn parse(kind: &str, value: &str) -> Result<Self, TriggerError> {
        let value = value.trim();
        if value.chars().count() > VALUE_CHARS_MAX {
            return refuse("at most 200 characters");
        }
        match kind {
            "keyword" => keyword(value),
            "regex" => pattern(value),
            "command" => command(value),
            "tip" => tip(value),
            "timer" => match value.parse() {
                Ok(minutes @ 1..=MINUTES_MAX) => Ok(Self::Timer(minutes)),
                _ => refuse("minutes, from 1 to 1440"),
            },
            "first_message" => Ok(Self::FirstMessage),
            _ => Err(TriggerError::Kind),
        }
    }

    /// Its name.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Keyword(_) => "keyword",
            Self::Pattern(_) => "regex",
            Self::Command(_) => "command",
            Self::Tip { .. } => "tip",
            Self::Timer(_) => "timer",
            Self::FirstMessage => "first_message",
        }
    }

    /// Its value as it is shown.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Self::Keyword(text) | Self::Command(text) => text.clone(),
            Self::Pattern(pattern) => pattern.as_str().to_owned(),
            Self::Tip { from, to } if from == to => from.to_string(),
            Self::Tip { from, to } => format!("{from}-{to}"),
            Self::Timer(minutes) => minutes.to_string(),
            Self::FirstMessage => String::new(),
        }
    }

    pub(crate) fn is_set_off_by(&self, happening: Happening<'_>) -> bool {
        match (self, happening) {
            (Self::Keyword(word), Happening::Message { text, .. }) => holds(&fold(text), &fold(word)),
            (Self::Pattern(pattern), Happening::Message { text, .. }) => pattern.is_match(text),
            (Self::Command(name), Happening::Message { text, .. }) => {
                text.split_whitespace().next().is_some_and(|first| fold(first) == fold(name))
            }
            (Self::FirstMessage, Happening::Message { first, .. }) => first,
            (Self::Tip { from, to }, Happening::Tip { amount_cents }) => (*from..=*to).contains(&amount_cents),
            (Self::Timer(_), Happening::Timer(_)) => true,
            _ => false,
        }
    }
}

fn refuse<T>(what: impl Into<String>) -> Result<T, TriggerError> {
    Err(TriggerError::Value(what.into()))
}

fn keyword(value: &str) -> Result<Trigger, TriggerError> {
    if value.chars().all(char::is_whitespace) || fold(value).is_empty() {
        return refuse("a word, or several in a row");
    }
    Ok(Trigger::Keyword(value.to_owned()))
}

fn pattern(value: &str) -> Result<Trigger, TriggerError> {
    if value.is_empty() {
        return refuse("a pattern");
    }
    let built = RegexBuilder::new(value)
        .case_insensitive(true)
        .size_limit(PATTERN_BYTES_MAX)
        .dfa_size_limit(PATTERN_CACHE_BYTES_MAX)
        .nest_limit(PATTERN_DEPTH_MAX)
        .build();
    match built {
        Ok(pattern) => Ok(Trigger::Pattern(pattern)),
        Err(regex::Error::CompiledTooBig(_)) => refuse("a pattern with fewer repetitions: this one is too large"),
        // The last line says what is wrong, those before it draw where.
        Err(error) => {
            let said = error.to_string();
            let why = said.lines().next_back().unwrap_or("not a pattern").trim_start_matches("error: ");
            refuse(format!("a pattern that can be read ({why})"))
        }
    }
}

fn command(value: &str) -> Result<Trigger, TriggerError> {
    let name = value.strip_prefix('!').unwrap_or(value);
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
        return refuse("a command such as !hello: letters, digits, - and _");
    }
    Ok(Trigger::Command(format!("!{name}")))
}

fn tip(value: &str) -> Result<Trigger, TriggerError> {
    let (from, to) = value.split_once('-').unwrap_or((value, value));
    match (from.trim().parse(), to.trim().parse()) {
        (Ok(from @ 1..=AMOUNT_MAX), Ok(to @ 1..=AMOUNT_MAX)) if from <= to => Ok(Trigger::Tip { from, to }),
        _ => refuse("an amount in minor units such as 500, or a range such as 500-999"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Trigger, TriggerError};
    use crate::Happening;

    fn sets_off(kind: &str, value: &str, text: &str) -> bool {
        Trigger::parse(kind, value).expect("a trigger").is_set_off_by(Happening::Message { text, first: false })
    }

    #[test]
    fn values_are_read_and_shown() {
        for (kind, value, shown) in [
            ("keyword", " Good Evening ", "Good Evening"),
            ("regex", "^hi+$", "^hi+$"),
            ("command", "hug", "!hug"),
            ("command", "!hug", "!hug"),
            ("tip", "500", "500"),
            ("tip", "500 - 999", "500-999"),
            ("timer", "15", "15"),
            ("first_message", "", ""),
        ] {
            let trigger = Trigger::parse(kind, value).expect(value);
            assert_eq!((trigger.kind(), trigger.value().as_str()), (kind, shown));
        }
    }

    #[test]
    fn what_cannot_be_is_refused_in_words() {
        for (kind, value) in [
            ("keyword", "  "),
            ("regex", ""),
            ("regex", "(unclosed"),
            ("regex", r"(\w{500}){500}"),
            ("command", "two words"),
            ("command", "!"),
            ("tip", "0"),
            ("tip", "9-3"),
            ("tip", "100000001"),
            ("tip", "lots"),
            ("timer", "0"),
            ("timer", "1441"),
        ] {
            assert!(matches!(Trigger::parse(kind, value), Err(TriggerError::Value(_))), "{kind} {value}");
        }
        assert_eq!(Trigger::parse("mood", "x").expect_err("unknown"), TriggerError::Kind);
        assert!(Trigger::parse("keyword", &"x".repeat(201)).is_err());
        let nested = format!("{}a{}", "(".repeat(90), ")".repeat(90));
        assert!(Trigger::parse("regex", &nested).is_err(), "nested too deep");
    }

    #[test]
    fn messages_set_off_what_they_hold() {
        assert!(sets_off("keyword", "song", "Which SONG is this?") && !sets_off("keyword", "song", "songs"));
        assert!(sets_off("regex", "^hi+$", "HIII") && !sets_off("regex", "^hi+$", "hi there"));
        assert!(sets_off("command", "hug", "!HUG marlow") && !sets_off("command", "hug", "!huge") && !sets_off("command", "hug", "a !hug"));
        assert!(!sets_off("tip", "5", "5") && !sets_off("timer", "5", "5") && !sets_off("first_message", "", "hello"));
    }

    #[test]
    fn the_pattern_that_hangs_others_takes_no_time() {
        let text = "a".repeat(5_000);
        assert!(!sets_off("regex", "^(a+)+$", &format!("{text}!")));
    }
}
