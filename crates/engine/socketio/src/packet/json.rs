//! JSON as text: checks syntax and depth, and finds where a value ends, without building anything. The input is UTF-8
//! already. What the values mean is for whoever reads them.

use crate::reason::Violation;
use crate::settings::JSON_DEPTH_CEILING;

/// The end of the value that begins at `at` (white space before it allowed).
pub(crate) fn value_end(bytes: &[u8], at: usize, depth_max: u32) -> Result<usize, Violation> {
    let depth_max = depth_max.min(JSON_DEPTH_CEILING);
    let (mut at, mut depth) = (at, 0_u32);
    // One bit per open level, the innermost lowest: 1 for an object, 0 for an array.
    let mut levels = 0_u64;
    loop {
        at = skip_space(bytes, at);
        let opening = *bytes.get(at).ok_or(Violation::Json)?;
        if let b'{' | b'[' = opening {
            depth += 1;
            if depth > depth_max {
                return Err(Violation::JsonDepth);
            }
            levels = levels << 1 | u64::from(opening == b'{');
            at = skip_space(bytes, at + 1);
            let closing = if opening == b'{' { b'}' } else { b']' };
            if bytes.get(at) != Some(&closing) {
                if opening == b'{' {
                    at = key_end(bytes, at)?;
                }
                continue;
            }
        } else {
            at = scalar_end(bytes, at, opening)?;
            if depth == 0 {
                return Ok(at);
            }
            at = skip_space(bytes, at);
        }
        // A value, or an empty array or object whose closing bracket is next, has been read.
        loop {
            let object = levels & 1 == 1;
            match bytes.get(at) {
                Some(b',') => {
                    at += 1;
                    if object {
                        at = key_end(bytes, skip_space(bytes, at))?;
                    }
                    break;
                }
                Some(b'}') if object => {}
                Some(b']') if !object => {}
                _ => return Err(Violation::Json),
            }
            at += 1;
            depth -= 1;
            levels >>= 1;
            if depth == 0 {
                return Ok(at);
            }
            at = skip_space(bytes, at);
        }
    }
}

/// Past white space.
pub(crate) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Past a key and its colon.
fn key_end(bytes: &[u8], at: usize) -> Result<usize, Violation> {
    if bytes.get(at) != Some(&b'"') {
        return Err(Violation::Json);
    }
    let at = skip_space(bytes, string_end(bytes, at)?);
    if bytes.get(at) == Some(&b':') { Ok(at + 1) } else { Err(Violation::Json) }
}

fn scalar_end(bytes: &[u8], at: usize, first: u8) -> Result<usize, Violation> {
    let word: &[u8] = match first {
        b'"' => return string_end(bytes, at),
        b'-' | b'0'..=b'9' => return number_end(bytes, at),
        b't' => b"true",
        b'f' => b"false",
        b'n' => b"null",
        _ => return Err(Violation::Json),
    };
    if bytes[at..].starts_with(word) { Ok(at + word.len()) } else { Err(Violation::Json) }
}

/// Past the string whose opening quote is at `at`.
fn string_end(bytes: &[u8], at: usize) -> Result<usize, Violation> {
    let mut at = at + 1;
    loop {
        match bytes.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => match bytes.get(at + 1) {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                Some(b'u') => {
                    let digits = bytes.get(at + 2..at + 6).ok_or(Violation::Json)?;
                    if !digits.iter().all(u8::is_ascii_hexdigit) {
                        return Err(Violation::Json);
                    }
                    at += 6;
                }
                _ => return Err(Violation::Json),
            },
            Some(0x20..) => at += 1,
            _ => return Err(Violation::Json),
        }
    }
}

fn number_end(bytes: &[u8], mut at: usize) -> Result<usize, Violation> {
    if bytes[at] == b'-' {
        at += 1;
    }
    at = match bytes.get(at) {
        Some(b'0') => at + 1,
        _ => digits_end(bytes, at)?,
    };
    if bytes.get(at) == Some(&b'.') {
        at = digits_end(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = bytes.get(at) {
            at += 1;
        }
        at = digits_end(bytes, at)?;
    }
    Ok(at)
}

fn digits_end(bytes: &[u8], at: usize) -> Result<usize, Violation> {
    let count = bytes[at.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 { Err(Violation::Json) } else { Ok(at + count) }
}

/// The values of a checked list `a,b,c`, one by one, without the white space around them.
pub(crate) struct Elements<'a> {
    rest: &'a str,
}

impl<'a> Elements<'a> {
    pub(crate) fn new(list: &'a str) -> Self {
        Self { rest: list.trim() }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let end = value_end(self.rest.as_bytes(), 0, JSON_DEPTH_CEILING).ok()?;
        let (value, rest) = self.rest.split_at(end);
        let rest = rest.trim_start();
        self.rest = rest.strip_prefix(',').unwrap_or_default().trim_start();
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(text: &str) -> bool {
        value_end(text.as_bytes(), 0, 32).is_ok_and(|end| skip_space(text.as_bytes(), end) == text.len())
    }

    #[test]
    fn accepts_what_the_grammar_allows_and_nothing_else() {
        for good in ["0", "-0.5e+10", r#""\u00e9\n""#, "[]", "{}", "[ ]", r#"[1,{"a":[{}]} , null]"#, " true", "1E5"] {
            assert!(whole(good), "{good}");
        }
        for bad in [
            "",
            "01",
            "1.",
            "-",
            "+1",
            "[1,]",
            "{\"a\"}",
            "{,}",
            "[}",
            "tru",
            "\"a",
            "\"\\x\"",
            "\"\\u12g4\"",
            "{a:1}",
            "[1 2]",
            "nul",
            "1e",
            "[",
            "{\"a\":1,}",
            "\"\u{1}\"",
            "]",
        ] {
            assert!(!whole(bad), "{bad}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(value_end(nested(32).as_bytes(), 0, 32).is_ok());
        assert_eq!(value_end(nested(33).as_bytes(), 0, 32), Err(Violation::JsonDepth));
        assert_eq!(value_end(nested(65).as_bytes(), 0, 1000), Err(Violation::JsonDepth));
        assert!(value_end(nested(64).as_bytes(), 0, 1000).is_ok());
    }

    #[test]
    fn elements_are_cut_at_their_commas() {
        let list: Vec<_> = Elements::new(r#" 1 ,"a,b" , [2,3],{"c":"}"}"#).collect();
        assert_eq!(list, ["1", r#""a,b""#, "[2,3]", r#"{"c":"}"}"#]);
        assert_eq!(Elements::new("").count(), 0);
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json_on_anything_near_json(text in r#"[\[\]{}",:0-9eE.+\-tfn\\u a]{0,24}"#) {
            prop_assert_eq!(whole(&text), serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok());
        }
    }
}
