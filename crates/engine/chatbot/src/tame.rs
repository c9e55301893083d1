//! Text from outside made harmless before it is shown or spoken: one line, no control characters, no links.

/// The letters a host's last part may have in all.
const TOP_LEVEL_CHARS: std::ops::RangeInclusive<usize> = 2..=24;

/// One line without control and invisible characters and without links, however they are written.
#[must_use]
pub fn tame(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_invisible(*c)).collect();
    let words = visible.split(' ').filter(|word| !word.is_empty() && !is_link(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Cut to so many code points, at the end of a sentence or word where one is near; what was cut shows as an ellipsis.
#[must_use]
pub fn cut(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    let end = kept.rfind(' ').filter(|at| *at > kept.len() / 2).unwrap_or(kept.len());
    format!("{}…", kept[..end].trim_end())
}

/// Control characters, and those that turn or hide text: bidi overrides and isolates, zero widths, tags. The joiners of emoji
/// (ZWJ, variation selectors) stay.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a word leads somewhere: it names a scheme, begins with `www.`, or is a host by its form.
fn is_link(word: &str) -> bool {
    if word.contains("://") {
        return true;
    }
    let lower = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/').to_lowercase();
    if lower.starts_with("www.") || lower.starts_with("mailto:") {
        return true;
    }
    // Bracketed dots are how links are slipped past filters.
    let plain = lower.replace("[.]", ".").replace("(.)", ".").replace("(dot)", ".").replace("[dot]", ".");
    let end = plain.find(['/', '?', '#', ':']).unwrap_or(plain.len());
    let host = plain[..end].rsplit('@').next().unwrap_or_default();
    let Some((name, top)) = host.rsplit_once('.') else { return false };
    let labels = name.split('.').all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'));
    labels
        && TOP_LEVEL_CHARS.contains(&top.chars().count())
        && top.chars().all(char::is_alphabetic)
        && name.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::{cut, tame};

    #[test]
    fn links_go_and_words_stay() {
        for (text, left) in [
            ("see https://evil.example/x?y now", "see now"),
            ("(www.evil.example)", ""),
            ("go to evil.com, friend", "go to friend"),
            ("evil[.]com evil(dot)com", ""),
            ("mail me@evil.com", "mail"),
            ("javascript://x", ""),
            ("3.5 stars… and 10.000 fans", "3.5 stars… and 10.000 fans"),
            ("wait... what?", "wait... what?"),
            ("Mr. Smith vs. e.g. others", "Mr. Smith vs. e.g. others"),
        ] {
            assert_eq!(tame(text), left, "{text}");
        }
    }

    #[test]
    fn control_and_turning_characters_go() {
        assert_eq!(tame("a\u{7}b\r\n\tc \u{202e}d\u{200b}e\u{feff}"), "ab c de");
        assert_eq!(tame("👩\u{200d}🎤 hi"), "👩\u{200d}🎤 hi", "emoji stay whole");
        assert_eq!(tame("  "), "");
    }

    #[test]
    fn cuts_end_with_a_word() {
        assert_eq!(cut("short", 10), "short");
        assert_eq!(cut("some longer words here", 16), "some longer…");
        assert_eq!(cut(&"x".repeat(20), 10), format!("{}…", "x".repeat(9)));
        assert_eq!(cut("ñññññ", 3), "ññ…");
    }
}
