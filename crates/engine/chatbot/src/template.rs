//! Templates: text with four variables and nothing else, so that no creator and no chatter can make one run anything.

use std::fmt::Write as _;
use std::str::FromStr;

/// The longest template, in code points.
const CHARS_MAX: usize = 500;

/// A text with `{sender}`, `{amount}`, `{message}`, `{title}` in it; `{{` and `}}` are braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    source: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Sender,
    Amount,
    Message,
    Title,
}

/// What the variables stand for; each is empty when there is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Variables<'a> {
    /// Who wrote or tipped.
    pub sender: &'a str,
    /// What was tipped, as people write it.
    pub amount: &'a str,
    /// What they wrote.
    pub message: &'a str,
    /// What the session is called.
    pub title: &'a str,
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Nothing in it.
    #[error("say something")]
    Empty,
    /// Too long.
    #[error("at most 500 characters")]
    TooLong,
    /// A variable nobody knows.
    #[error("there is no {{{0}}}: use {{sender}}, {{amount}}, {{message}}, {{title}}, and {{{{ for a brace")]
    Unknown(String),
    /// A brace without its other half.
    #[error("a brace stands alone: write {{{{ or }}}} for a brace in the text")]
    LooseBrace,
}

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(source: &str) -> Result<Self, TemplateError> {
        if source.trim().is_empty() {
            return Err(TemplateError::Empty);
        }
        if source.chars().count() > CHARS_MAX {
            return Err(TemplateError::TooLong);
        }
        let (mut parts, mut text, mut rest) = (Vec::new(), String::new(), source);
        while let Some(at) = rest.find(['{', '}']) {
            text.push_str(&rest[..at]);
            let (brace, after) = rest[at..].split_at(1);
            if let Some(after) = after.strip_prefix(brace) {
                text.push_str(brace);
                rest = after;
                continue;
            }
            let (name, after) = after.split_once('}').filter(|_| brace == "{").ok_or(TemplateError::LooseBrace)?;
            parts.push(Part::Text(std::mem::take(&mut text)));
            parts.push(variable(name)?);
            rest = after;
        }
        text.push_str(rest);
        parts.push(Part::Text(text));
        parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
        Ok(Self { source: source.to_owned(), parts })
    }
}

fn variable(name: &str) -> Result<Part, TemplateError> {
    match name.trim() {
        "sender" => Ok(Part::Sender),
        "amount" => Ok(Part::Amount),
        "message" => Ok(Part::Message),
        "title" => Ok(Part::Title),
        other => Err(TemplateError::Unknown(other.to_owned())),
    }
}

impl Template {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// With the variables filled in. What they hold is text and is never looked at again.
    #[must_use]
    pub fn fill(&self, variables: Variables<'_>) -> String {
        self.parts.iter().fold(String::new(), |mut out, part| {
            let piece = match part {
                Part::Text(text) => text,
                Part::Sender => variables.sender,
                Part::Amount => variables.amount,
                Part::Message => variables.message,
                Part::Title => variables.title,
            };
            let _ = out.write_str(piece);
            out
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Template, TemplateError, Variables};

    fn fill(source: &str) -> String {
        let variables = Variables { sender: "Zoë", amount: "5.00 USD", message: "{title} {{x}}", title: "Friday" };
        source.parse::<Template>().expect(source).fill(variables)
    }

    #[test]
    fn variables_are_filled_in_once() {
        assert_eq!(fill("Thanks {sender} for {amount}!"), "Thanks Zoë for 5.00 USD!");
        assert_eq!(fill("{sender}{ sender }"), "ZoëZoë");
        assert_eq!(fill("{message}"), "{title} {{x}}", "what somebody wrote is no template");
        assert_eq!(fill("{{sender}} }}{{"), "{sender} }{");
        assert_eq!(fill("plain"), "plain");
    }

    #[test]
    fn what_is_no_template_is_refused() {
        let error = |source: &str| source.parse::<Template>().expect_err(source);
        assert_eq!(error(" "), TemplateError::Empty);
        assert_eq!(error(&"x".repeat(501)), TemplateError::TooLong);
        assert_eq!(error("{env}"), TemplateError::Unknown("env".into()));
        assert_eq!(error("{sender.name}"), TemplateError::Unknown("sender.name".into()));
        for loose in ["{sender", "}", "a } b", "{"] {
            assert_eq!(error(loose), TemplateError::LooseBrace, "{loose}");
        }
        assert!(error("{env}").to_string().contains("there is no {env}"));
    }
}
