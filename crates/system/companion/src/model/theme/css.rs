//! Whether style rules load anything from elsewhere. They are written by the creator, or copied by her from a stranger.
//!
//! Reads tokens as the standard describes them (CSS Syntax Level 3 §4), as far as it takes to tell strings and comments from
//! what loads. The page's own policy forbids foreign addresses as well; this says so when the rules are saved.

/// The most bytes of rules.
const CSS_BYTES_MAX: usize = 16 * 1024;
/// The only place rules may load from.
const MEDIA: &str = "/media/";
/// Functions that load what they name, besides `url`.
const LOADERS: [&str; 7] = ["src", "image", "image-set", "-webkit-image-set", "cross-fade", "element", "expression"];
/// Rules that load, or change what is read.
const AT_RULES: [&str; 3] = ["import", "charset", "namespace"];

/// Code and words for the first thing that is not allowed.
pub(super) fn fault(css: &str) -> Option<(&'static str, String)> {
    if css.len() > CSS_BYTES_MAX {
        return Some(("too_long", format!("At most {CSS_BYTES_MAX} bytes; these are {}.", css.len())));
    }
    if css.contains('\0') {
        return Some(("bad_character", "NUL is not allowed here.".to_owned()));
    }
    if css.to_ascii_lowercase().contains("</style") {
        return Some(("not_valid", "These are style rules, without markup.".to_owned()));
    }
    Reader { rest: css }.fault().map(|detail| ("not_valid", detail))
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn fault(&mut self) -> Option<String> {
        while let Some(next) = self.rest.chars().next() {
            if let Some(comment) = self.rest.strip_prefix("/*") {
                self.rest = comment.split_once("*/").map_or("", |(_, after)| after);
            } else if matches!(next, '"' | '\'') {
                self.string(next);
            } else if next == '\\' {
                return Some("A backslash is allowed in strings only.".to_owned());
            } else if next == '@' {
                self.rest = &self.rest[1..];
                let name = self.name();
                if AT_RULES.contains(&&*name) {
                    return Some(format!("@{name} is not allowed."));
                }
            } else if is_name(next) {
                let name = self.name();
                if self.rest.starts_with('(')
                    && let Some(fault) = self.function(&name)
                {
                    return Some(fault);
                }
            } else {
                self.rest = &self.rest[next.len_utf8()..];
            }
        }
        None
    }

    /// A name in small letters; a backslash in it ends it and is found next.
    fn name(&mut self) -> String {
        let end = self.rest.find(|letter| !is_name(letter)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name.to_ascii_lowercase()
    }

    /// A string with its quotes; it ends with its line, too.
    fn string(&mut self, quote: char) -> &'a str {
        let inside = &self.rest[1..];
        let mut escaped = false;
        for (at, letter) in inside.char_indices() {
            if !escaped && (letter == quote || letter == '\n') {
                self.rest = &inside[at + 1..];
                return &inside[..at];
            }
            escaped = !escaped && letter == '\\';
        }
        self.rest = "";
        inside
    }

    fn function(&mut self, name: &str) -> Option<String> {
        if LOADERS.contains(&name) {
            return Some(format!("{name}() is not allowed; use url({MEDIA}…)."));
        }
        if name != "url" {
            return None;
        }
        self.rest = self.rest[1..].trim_start();
        let address = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => self.string(quote),
            _ => {
                let (address, rest) = self.rest.split_once(')').unwrap_or((self.rest, ""));
                self.rest = rest;
                address.trim_end()
            }
        };
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        let ours = address.strip_prefix(MEDIA).is_some_and(|id| !id.is_empty() && id.chars().all(plain));
        (!ours).then(|| format!("url() may only name what you have uploaded, such as url({MEDIA}…)."))
    }
}

/// Whether a letter may stand in a name.
fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_') || !letter.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::{CSS_BYTES_MAX, fault};

    #[test]
    fn ordinary_rules_are_let_through() {
        for good in [
            "",
            ".alert .name { color: #fff; transform: rotate(2deg) } /* url(http://x) */",
            ".x::before { content: \"\\2022 @import url(http://x)\" }",
            "@media (min-width: 10px) { .x { background: url(/media/0199-abc) } }",
            ".x { background: URL( '/media/a_b' ) ; width: calc(1px + var(--u)) }",
            "@keyframes imported { from { opacity: 0 } }",
            ".é { color: red }",
            "/* never closed: url(https://evil.example)",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    #[test]
    fn whatever_loads_from_elsewhere_is_refused() {
        for bad in [
            "@import 'x.css';",
            "@IMPORT url(/media/a);",
            "@charset \"utf-8\";",
            ".x { background: url(https://evil.example/x) }",
            ".x { background: url(//evil.example) }",
            ".x { background: url( \"https://evil.example\" ) }",
            ".x { background: url(/media/../api/settings) }",
            ".x { background: url(/media/) }",
            ".x { background: url('/media/a?b') }",
            ".x { background: u\\72l(https://evil.example) }",
            "@\\69mport 'x';",
            ".x { background: image-set('https://evil.example' 1x) }",
            ".x { background: -webkit-image-set('https://evil.example' 1x) }",
            "@font-face { src: src('https://evil.example') }",
            ".x { color: red } </StYlE ><script>",
            ".x::before { content: \"\n url(https://evil.example)",
            ".x { background: url(\"/media/a\\\" \"); }",
        ] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn too_much_is_too_much() {
        assert_eq!(fault(&" ".repeat(CSS_BYTES_MAX)), None);
        assert_eq!(fault(&" ".repeat(CSS_BYTES_MAX + 1)).map(|(code, _)| code), Some("too_long"));
    }
}
