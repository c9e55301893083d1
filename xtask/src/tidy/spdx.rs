//! Licence expressions of the package registries: may we use what is offered under them?

/// Whether an SPDX expression (`MIT OR Apache-2.0`, also with the old `/`) can be met with the allowed licences.
pub(super) fn allowed(expression: &str, allow: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, at: 0, allow };
    let verdict = reader.any();
    verdict && reader.at == words.len()
}

struct Reader<'a> {
    words: &'a [&'a str],
    at: usize,
    allow: &'a [String],
}

impl Reader<'_> {
    fn take(&mut self, word: &str) -> bool {
        let here = self.words.get(self.at).is_some_and(|next| next.eq_ignore_ascii_case(word));
        self.at += usize::from(here);
        here
    }

    fn any(&mut self) -> bool {
        let mut verdict = self.every();
        while self.take("OR") {
            let next = self.every();
            verdict |= next;
        }
        verdict
    }

    fn every(&mut self) -> bool {
        let mut verdict = self.one();
        while self.take("AND") {
            let next = self.one();
            verdict &= next;
        }
        verdict
    }

    fn one(&mut self) -> bool {
        if self.take("(") {
            let verdict = self.any();
            return self.take(")") && verdict;
        }
        let Some(name) = self.words.get(self.at) else { return false };
        self.at += 1;
        let mut full = (*name).to_owned();
        if self.take("WITH") {
            full = format!("{name} WITH {}", self.words.get(self.at).unwrap_or(&""));
            self.at += 1;
        }
        self.allow.contains(&full)
    }
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn expressions_are_weighed() {
        let allow = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"].map(str::to_owned);
        for good in
            ["MIT", "MIT OR GPL-3.0", "MIT/Apache-2.0", "(MIT OR GPL-2.0) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception OR GPL-2.0"]
        {
            assert!(allowed(good, &allow), "{good}");
        }
        for bad in ["GPL-3.0", "MIT AND GPL-3.0", "", "(MIT", "MIT MIT", "GPL-2.0 WITH LLVM-exception"] {
            assert!(!allowed(bad, &allow), "{bad}");
        }
    }
}
