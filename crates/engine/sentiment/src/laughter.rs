//! Laughter in any length and many scripts: too many spellings for a table.

/// The fewest letters of laughter that is not in the tables.
const LETTERS_MIN: usize = 4;

/// Whether a word, in lower case or upper, laughs: hahaha, ahahha, jajaja, xaxaxa, hehehe, kkkkk, wwww, lololol, хахаха, ㅋㅋㅋ, 笑.
pub(crate) fn laughs(word: &str) -> bool {
    if !word.is_ascii() {
        return word.chars().all(|c| matches!(c, 'х' | 'а' | 'Х' | 'А' | 'ㅋ' | 'ㅎ' | '笑' | '草' | 'ｗ' | 'ه' | 'ח'))
            && !matches!(word, "а" | "А" | "ах" | "ха");
    }
    let bytes = word.as_bytes();
    if bytes.len() < LETTERS_MIN {
        return false;
    }
    let mut seen = [0_usize; 26];
    for byte in bytes {
        let lower = byte.to_ascii_lowercase();
        if !lower.is_ascii_lowercase() {
            return false;
        }
        seen[usize::from(lower - b'a')] += 1;
    }
    let count = |letter: u8| seen[usize::from(letter - b'a')];
    let made_of = |a: u8, b: u8| {
        let (a, b) = (count(a), count(b));
        // Both, and neither drowned by the other: `haaaaaa` sighs, it does not laugh.
        a > 1 && b > 1 && a + b + 1 >= bytes.len() && a <= b * 3 && b <= a * 3
    };
    let only = |letter: u8| count(letter) == bytes.len();
    [(b'h', b'a'), (b'h', b'e'), (b'h', b'i'), (b'j', b'a'), (b'j', b'e'), (b'x', b'a'), (b'l', b'o'), (b's', b'k'), (b'k', b'e')]
        .into_iter()
        .any(|(a, b)| made_of(a, b))
        || (only(b'k') || only(b'w'))
}

#[cfg(test)]
mod tests {
    use super::laughs;

    #[test]
    fn laughter_of_the_world() {
        for word in
            ["hahaha", "HAHAHAHAHAHA", "ahahhaha", "hahahah", "jajajaja", "xaxaxa", "hehehehe", "kkkkkk", "wwww", "lololol", "sksksk"]
        {
            assert!(laughs(word), "{word}");
        }
        for word in ["хахаха", "ㅋㅋㅋㅋ", "笑笑", "草"] {
            assert!(laughs(word), "{word}");
        }
    }

    #[test]
    fn words_do_not_laugh() {
        for word in ["have", "heel", "haaaaaa", "jajx", "alone", "lolly", "who", "ах", "aaaa", "kiwi", "1234", "heehaw"] {
            assert!(!laughs(word), "{word}");
        }
    }
}
