//! Whatever comes in, the filter neither panics nor touches what is not unwanted.

use footlights_wordfilter::WordFilter;
use proptest::prelude::*;

proptest! {
    #[test]
    fn clean_text_stays_as_it_is(text in "\\PC{0,120}") {
        let filtered = WordFilter::new(true, ["heck*", "bad egg"]).apply(&text, "beep");
        prop_assert_eq!(filtered.masked.chars().count(), text.chars().count());
        prop_assert!(filtered.hits > 0 || (filtered.masked == text && filtered.spoken == text));
    }

    #[test]
    fn an_unwanted_word_is_found_wherever_it_stands(before in "[a-z ]{0,20}", after in "[a-z ]{0,20}", stretch in 1_usize..6) {
        let text = format!("{before} g{}rble {after}", "a".repeat(if stretch == 2 { 3 } else { stretch }));
        prop_assert!(WordFilter::new(false, ["garble"]).apply(&text, "beep").hits >= 1, "{}", text);
    }
}
