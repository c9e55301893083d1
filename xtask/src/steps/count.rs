//! Counting: how many tests a runner says it ran, read from its own last words.

use regex::Regex;

/// Tests that passed and failed; a command that counts nothing is one test itself.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Count {
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Reads nextest's, rustdoc's, vitest's and node's summaries; `success` is the command's own verdict and has the last word.
    pub(super) fn of(output: &str, success: bool) -> Self {
        let colours = Regex::new(r"\x1b\[[0-9;]*m").expect("a valid pattern");
        let plain = colours.replace_all(output, "");
        let summary = Regex::new(r"(?m)^\s*(?:Summary \[.*tests? run:|test result:|Tests  ).*$").expect("a valid pattern");
        let passed = Regex::new(r"(\d+) passed").expect("a valid pattern");
        let failed = Regex::new(r"(\d+) (?:failed|timed out)").expect("a valid pattern");
        let number = |text: &str| text.parse::<u64>().unwrap_or(0);
        let mut count = Self::default();
        for line in summary.find_iter(&plain) {
            count.passed += passed.captures(line.as_str()).map_or(0, |found| number(&found[1]));
            count.failed += failed.captures_iter(line.as_str()).map(|found| number(&found[1])).sum::<u64>();
        }
        match (success, count) {
            (true, Self { passed: 0, .. }) => Self { passed: 1, failed: 0 },
            (false, Self { failed: 0, passed }) => Self { passed, failed: 1 },
            _ => count,
        }
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn runners_are_counted() {
        let nextest = "     Summary [   1.2s] 34 tests run: 31 passed (2 slow), 2 failed, 1 timed out, 0 skipped\n";
        assert_eq!(Count::of(nextest, false), Count { passed: 31, failed: 3 });
        let docs = "test result: ok. 2 passed; 0 failed; 0 ignored\n\ntest result: ok. 1 passed; 0 failed\n";
        assert_eq!(Count::of(docs, true), Count { passed: 3, failed: 0 });
        let vitest = " Test Files  2 passed (2)\n\u{1b}[2m      Tests \u{1b}[22m 1 failed | 11 passed (12)\n";
        assert_eq!(Count::of(vitest, false), Count { passed: 11, failed: 1 });
    }

    #[test]
    fn a_command_without_counts_is_one_test_and_its_verdict_stands() {
        assert_eq!(Count::of("fine\n", true), Count { passed: 1, failed: 0 });
        assert_eq!(Count::of("broken\n", false), Count { passed: 0, failed: 1 });
        assert_eq!(Count::of("test result: ok. 3 passed; 0 failed\n", false), Count { passed: 3, failed: 1 });
    }
}
