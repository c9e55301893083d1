//! Rust source taken apart just enough for rules about text: code without comments and strings, the strings, the
//! comments, and where `#[cfg(test)]` modules lie.
//!
//! Not a parser: it knows literals and comments and nothing of the grammar.

/// A string literal or a comment with the line (from 1) it starts at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) line: usize,
    pub(super) text: String,
}

pub(super) struct RustText {
    /// The source with every comment and literal replaced by spaces; lines keep their places.
    pub(super) code: String,
    pub(super) strings: Vec<Piece>,
    pub(super) comments: Vec<Piece>,
    /// First and last line of each `#[cfg(test)] mod … { … }`.
    pub(super) tests: Vec<(usize, usize)>,
}

impl RustText {
    pub(super) fn parse(source: &str) -> Self {
        let mut reader = Reader { rest: source.chars().collect(), at: 0, line: 1, code: String::with_capacity(source.len()) };
        let (mut strings, mut comments) = (Vec::new(), Vec::new());
        while let Some(next) = reader.peek(0) {
            let line = reader.line;
            if next == '/' && reader.peek(1) == Some('/') {
                comments.push(Piece { line, text: reader.blank_while(|reader| reader.peek(0) != Some('\n')) });
            } else if next == '/' && reader.peek(1) == Some('*') {
                comments.push(Piece { line, text: reader.block_comment() });
            } else if let Some((prefix, hashes)) = reader.string_ahead() {
                strings.push(Piece { line, text: reader.string(prefix, hashes) });
            } else if next == '\'' {
                reader.quote();
            } else {
                reader.keep();
            }
        }
        let tests = test_modules(&reader.code);
        Self { code: reader.code, strings, comments, tests }
    }

    /// Whether a line lies inside a `#[cfg(test)]` module.
    pub(super) fn in_tests(&self, line: usize) -> bool {
        self.tests.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// Lines of code with their numbers, tests aside.
    pub(super) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, text)| (index + 1, text)).filter(|(line, _)| !self.in_tests(*line))
    }
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    line: usize,
    code: String,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        let character = self.rest[self.at];
        self.code.push(character);
        self.step(character);
    }

    fn blank(&mut self) -> char {
        let character = self.rest[self.at];
        self.code.push(if character == '\n' { '\n' } else { ' ' });
        self.step(character);
        character
    }

    fn step(&mut self, character: char) {
        self.line += usize::from(character == '\n');
        self.at += 1;
    }

    fn blank_while(&mut self, more: impl Fn(&Self) -> bool) -> String {
        let mut text = String::new();
        while self.peek(0).is_some() && more(self) {
            text.push(self.blank());
        }
        text
    }

    fn block_comment(&mut self) -> String {
        let (mut text, mut depth) = (String::new(), 0);
        while let (Some(first), second) = (self.peek(0), self.peek(1)) {
            depth += i32::from(first == '/' && second == Some('*'));
            let closes = first == '*' && second == Some('/');
            text.push(self.blank());
            if closes {
                text.push(self.blank());
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
        }
        text
    }

    /// At the start of a string literal: how many characters stand before its quote, and its hashes if it is raw.
    fn string_ahead(&self) -> Option<(usize, Option<usize>)> {
        if self.at > 0 && (self.rest[self.at - 1].is_alphanumeric() || self.rest[self.at - 1] == '_') {
            return (self.peek(0) == Some('"')).then_some((0, None));
        }
        let mut ahead = usize::from(matches!(self.peek(0), Some('b' | 'c')));
        if self.peek(ahead) == Some('r') {
            let hashes = (ahead + 1..).take_while(|place| self.peek(*place) == Some('#')).count();
            ahead += 1 + hashes;
            return (self.peek(ahead) == Some('"')).then_some((ahead, Some(hashes)));
        }
        (self.peek(ahead) == Some('"')).then_some((ahead, None))
    }

    fn string(&mut self, prefix: usize, raw: Option<usize>) -> String {
        for _ in 0..=prefix {
            self.blank();
        }
        let mut text = String::new();
        while let Some(next) = self.peek(0) {
            let hashes = raw.unwrap_or(0);
            if next == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                for _ in 0..=hashes {
                    self.blank();
                }
                break;
            }
            let escaped = raw.is_none() && next == '\\';
            text.push(self.blank());
            if escaped && self.peek(0).is_some() {
                text.push(self.blank());
            }
        }
        text
    }

    /// A character literal is blanked, a lifetime is code.
    fn quote(&mut self) {
        let escaped = self.peek(1) == Some('\\');
        if !escaped && self.peek(2) != Some('\'') {
            return self.keep();
        }
        self.blank();
        let escape = self.blank() == '\\';
        if escape && self.peek(0).is_some() {
            self.blank();
        }
        while let Some(next) = self.peek(0) {
            self.blank();
            if next == '\'' {
                break;
            }
        }
    }
}

fn test_modules(code: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(place) = code[from..].find("#[cfg(test)]") {
        let start = from + place;
        let after = &code[start + "#[cfg(test)]".len()..];
        from = start + 1;
        let head: String = after.chars().take_while(|c| !matches!(c, '{' | ';')).collect();
        if !head.split_whitespace().any(|word| word == "mod") || after[head.len()..].starts_with(';') {
            continue;
        }
        let mut depth = 0_i32;
        let mut end = code.len();
        for (offset, character) in after.char_indices() {
            depth += i32::from(character == '{') - i32::from(character == '}');
            if character == '}' && depth == 0 {
                end = start + "#[cfg(test)]".len() + offset;
                break;
            }
        }
        let line = |place: usize| code[..place].matches('\n').count() + 1;
        found.push((line(start), line(end)));
        from = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Piece, RustText};

    #[test]
    fn strings_and_comments_leave_the_code() {
        let text = RustText::parse("let a = \"x // no\"; // yes \"no\"\nlet b = r#\"q\"uote\"#; /* a /* b */ c */ let c = b\"z\\\"\";\n");
        assert_eq!(text.strings.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>(), ["x // no", "q\"uote", "z\\\""]);
        assert_eq!(text.comments[0], Piece { line: 1, text: "// yes \"no\"".to_owned() });
        assert_eq!(text.comments[1].line, 2);
        assert!(!text.code.contains("no") && !text.code.contains("quote"));
        assert_eq!(text.code.lines().count(), 2);
    }

    #[test]
    fn lifetimes_are_code_and_characters_are_not() {
        let text = RustText::parse("fn f<'a>(x: &'a str) { let q = '\"'; let r = '\\''; let s = '\\u{1F}'; }");
        assert!(text.code.contains("<'a>") && text.code.contains("&'a str") && text.strings.is_empty());
        assert!(text.code.ends_with('}'));
    }

    #[test]
    fn test_modules_have_their_lines() {
        let text = RustText::parse("fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { { } }\n}\nfn c() {}\n");
        assert_eq!(text.tests, [(2, 5)]);
        assert!(text.in_tests(4) && !text.in_tests(6));
    }
}
